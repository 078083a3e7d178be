"""The kind "postgresql": databases by pg_dump in its custom format, and roles and tablespaces as SQL.

connection is libpq's text ("host=/run/postgresql user=backup"), without a password: that belongs into the
password file of the user who reads; databases (list) chooses some; none: all that can be connected to.
"""

from collections.abc import Iterator

from mmbackup.engine.sources.port import Dump, Settings, Teller
from mmbackup.engine.sources.putting_back.postgresql import GLOBALS, PostgresqlPutsBack
from mmbackup.engine.sources.settings_faults import (
    faults_of_text,
    faults_of_text_list,
    text,
    texts,
    unknown_keys,
)


class Postgresql(PostgresqlPutsBack):
    """Each database is one state of it; the versions of pg_dump and server must fit."""

    def faults(self, settings: Settings) -> list[str]:
        found = faults_of_text(settings, "connection") + faults_of_text_list(settings, "databases")
        if "password" in text(settings, "connection"):
            found.append("connection: must hold no password; put it into the reading user's ~/.pgpass")
        return found + unknown_keys(settings, ("connection", "databases"))

    def dumps(self, settings: Settings, teller: Teller) -> Iterator[Dump]:
        connection = text(settings, "connection")
        there = teller.ask("pg-names", connection)
        yield Dump(GLOBALS, teller.request("pg-globals", connection))
        for name in texts(settings, "databases") or there:
            yield Dump(f"{name}.dump", teller.request("pg-dump", connection, name))
