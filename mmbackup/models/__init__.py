"""What is remembered. Only services write here."""

from mmbackup.models.alarm import Alarm
from mmbackup.models.api_token import ApiToken
from mmbackup.models.backup_set import BackupSet
from mmbackup.models.change import Change
from mmbackup.models.drive import Drive
from mmbackup.models.drive_act import DriveAct
from mmbackup.models.encryption_key import EncryptionKey
from mmbackup.models.event import Event
from mmbackup.models.heartbeat import Heartbeat
from mmbackup.models.host_look import HostLook
from mmbackup.models.log import Log
from mmbackup.models.look_ahead import LookAhead
from mmbackup.models.medium import Medium
from mmbackup.models.member import Member, Role
from mmbackup.models.notice import Channel, Delivery, Notice, NoticeRule
from mmbackup.models.ping import Ping
from mmbackup.models.place import Custody, Place
from mmbackup.models.pool import Pool
from mmbackup.models.preferences import Preferences
from mmbackup.models.proof import Check, Drill
from mmbackup.models.restore import Restore
from mmbackup.models.run import Run
from mmbackup.models.server import DataItem, Server, Source
from mmbackup.models.sign_in import SignIn
from mmbackup.models.site import Schedule, Site
from mmbackup.models.source_test import SourceTest
from mmbackup.models.survey import Survey

__all__ = [
    "Alarm",
    "ApiToken",
    "BackupSet",
    "Change",
    "Channel",
    "Check",
    "Custody",
    "DataItem",
    "Delivery",
    "Drill",
    "Drive",
    "DriveAct",
    "EncryptionKey",
    "Event",
    "Heartbeat",
    "HostLook",
    "Log",
    "LookAhead",
    "Medium",
    "Member",
    "Notice",
    "NoticeRule",
    "Ping",
    "Place",
    "Pool",
    "Preferences",
    "Restore",
    "Role",
    "Run",
    "Schedule",
    "Server",
    "SignIn",
    "Site",
    "Source",
    "SourceTest",
    "Survey",
]
