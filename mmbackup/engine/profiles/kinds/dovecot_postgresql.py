"""Dovecot keeps the mail, Postfix takes it in, PostgreSQL knows the subscribers."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.parts.dovecot import dovecot
from mmbackup.engine.profiles.parts.host import host
from mmbackup.engine.profiles.parts.mysql import mysql
from mmbackup.engine.profiles.parts.openldap import openldap
from mmbackup.engine.profiles.parts.postfix import postfix
from mmbackup.engine.profiles.parts.postgresql import postgresql
from mmbackup.engine.profiles.parts.redis import redis
from mmbackup.engine.profiles.parts.sqlite import sqlite
from mmbackup.engine.profiles.profile import Profile

DOVECOT_POSTGRESQL = Profile(
    "dovecot-postgresql",
    "Dovecot + Postfix + PostgreSQL",
    ServerKind.MSS,
    (dovecot, postfix, postgresql, openldap, mysql, sqlite, redis, host),
    (("dovecot",), ("postfix",), ("postgres",)),
)
