"""Fills a messaging system by every way in that there is."""

import smtplib

import psycopg

from tests.messaging.openldap import SUFFIX
from tests.messaging.system import MessagingSystem
from tests.messaging.traffic import BRANCH, Mail, address
from tests.ports import HERE

NAMES = [f"box{number:02}" for number in range(8)]
FIRST = 12  # messages for each


def fill(system: MessagingSystem, mail: Mail) -> None:
    for name in NAMES:
        system.dovecot.write_sieve(name)
    with smtplib.SMTP(HERE, system.postfix.smtp_port) as smtp:
        for number in range(FIRST * len(NAMES)):
            mail.send(smtp, address(NAMES[number % len(NAMES)]), *([BRANCH] if number % 9 == 0 else []))
    with smtplib.LMTP(HERE, system.dovecot.lmtp_port) as lmtp:
        for name in NAMES:
            mail.send(lmtp, address(name))
    system.ldap.add("\n\n".join(map(entry, NAMES)).encode())
    system.postgresql.ask("CREATE ROLE voice LOGIN PASSWORD 'Ünsafe'; CREATE DATABASE calls OWNER voice")
    legs = "CREATE TABLE leg (call integer REFERENCES call, sound bytea)"
    system.postgresql.ask(f"CREATE TABLE call (id serial PRIMARY KEY, who text); {legs}", "calls")
    for name in NAMES:
        write_call(system, name)


def entry(name: str) -> str:
    lines = (f"dn: uid={name},{SUFFIX}", "objectClass: inetOrgPerson", f"uid: {name}", "sn: Łęcki")
    return "\n".join(
        (*lines, f"cn: Łukasz Łęcki von {name}", f"mail: {address(name)}", "jpegPhoto:: /9j/4AAQ")
    )


def write_call(system: MessagingSystem, name: str) -> None:
    """Its two rows belong together."""
    with psycopg.connect(f"{system.postgresql.connection} dbname=calls") as connection:
        made = connection.execute("INSERT INTO call (who) VALUES (%s) RETURNING id", [name]).fetchone()
        assert made
        connection.execute("INSERT INTO leg VALUES (%s, %s)", [made[0], name.encode() * 100])
