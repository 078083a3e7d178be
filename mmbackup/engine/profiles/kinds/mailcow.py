"""A mail system in containers, whose folders and volumes lie on the host."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.parts.host import host
from mmbackup.engine.profiles.parts.mailcow import mailcow
from mmbackup.engine.profiles.parts.mysql import mysql
from mmbackup.engine.profiles.parts.redis import redis
from mmbackup.engine.profiles.profile import Profile

MAILCOW = Profile(
    "mailcow",
    "mailcow, docker-mailserver and their like",
    ServerKind.MSS,
    (mailcow, mysql, redis, host),
    (("mailcow", "docker-mailserver"),),
)
