"""Asterisk answers calls and keeps voice mail; FreePBX sets it up."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.parts.asterisk import asterisk
from mmbackup.engine.profiles.parts.host import host
from mmbackup.engine.profiles.parts.mysql import mysql
from mmbackup.engine.profiles.parts.postfix import postfix
from mmbackup.engine.profiles.parts.postgresql import postgresql
from mmbackup.engine.profiles.parts.redis import redis
from mmbackup.engine.profiles.parts.sqlite import sqlite
from mmbackup.engine.profiles.profile import Profile

ASTERISK = Profile(
    "asterisk",
    "Asterisk or FreePBX voice mail",
    ServerKind.MSS,
    (asterisk, postgresql, mysql, sqlite, redis, postfix, host),
    (("asterisk", "freepbx"),),
)
