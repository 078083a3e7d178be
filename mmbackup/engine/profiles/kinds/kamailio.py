"""Kamailio routes calls, by tables in a database."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.parts.host import host
from mmbackup.engine.profiles.parts.kamailio import kamailio
from mmbackup.engine.profiles.parts.mysql import mysql
from mmbackup.engine.profiles.parts.postfix import postfix
from mmbackup.engine.profiles.parts.postgresql import postgresql
from mmbackup.engine.profiles.parts.redis import redis
from mmbackup.engine.profiles.parts.sqlite import sqlite
from mmbackup.engine.profiles.profile import Profile

KAMAILIO = Profile(
    "kamailio",
    "Kamailio",
    ServerKind.MAS,
    (kamailio, postgresql, mysql, sqlite, redis, postfix, host),
    (("kamailio",),),
)
