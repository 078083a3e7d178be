"""Nothing that is known here: the host itself, databases, and folders in which messages mostly lie."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.parts.exim import exim
from mmbackup.engine.profiles.parts.host import host
from mmbackup.engine.profiles.parts.mysql import mysql
from mmbackup.engine.profiles.parts.openldap import openldap
from mmbackup.engine.profiles.parts.postfix import postfix
from mmbackup.engine.profiles.parts.postgresql import postgresql
from mmbackup.engine.profiles.parts.redis import redis
from mmbackup.engine.profiles.parts.sqlite import sqlite
from mmbackup.engine.profiles.parts.well_known import well_known
from mmbackup.engine.profiles.profile import Profile

PLAIN = Profile(
    "plain",
    "Plain files",
    ServerKind.MSS,
    (postfix, exim, openldap, postgresql, mysql, sqlite, redis, well_known, host),
    (),
)
