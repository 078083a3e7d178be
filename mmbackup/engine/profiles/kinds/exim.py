"""Exim takes the mail in and delivers it by itself, or hands it to Dovecot."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.parts.dovecot import dovecot
from mmbackup.engine.profiles.parts.exim import exim
from mmbackup.engine.profiles.parts.host import host
from mmbackup.engine.profiles.parts.mysql import mysql
from mmbackup.engine.profiles.parts.openldap import openldap
from mmbackup.engine.profiles.parts.postgresql import postgresql
from mmbackup.engine.profiles.parts.redis import redis
from mmbackup.engine.profiles.parts.sqlite import sqlite
from mmbackup.engine.profiles.profile import Profile

EXIM = Profile(
    "exim",
    "Exim",
    ServerKind.MSS,
    (dovecot, exim, openldap, postgresql, mysql, sqlite, redis, host),
    (("exim", "exim4"),),
)
