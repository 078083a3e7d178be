"""Cyrus keeps the mail; Postfix or Exim takes it in."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.parts.cyrus import cyrus
from mmbackup.engine.profiles.parts.exim import exim
from mmbackup.engine.profiles.parts.host import host
from mmbackup.engine.profiles.parts.mysql import mysql
from mmbackup.engine.profiles.parts.openldap import openldap
from mmbackup.engine.profiles.parts.postfix import postfix
from mmbackup.engine.profiles.parts.postgresql import postgresql
from mmbackup.engine.profiles.parts.redis import redis
from mmbackup.engine.profiles.parts.sqlite import sqlite
from mmbackup.engine.profiles.profile import Profile

CYRUS = Profile(
    "cyrus",
    "Cyrus IMAP",
    ServerKind.MSS,
    (cyrus, postfix, exim, openldap, postgresql, mysql, sqlite, redis, host),
    (("cyrus", "cyrmaster"),),
)
