"""The migrated database of PostgreSQL: the first process of a session makes it, the others copy it."""

from contextlib import ExitStack

import psycopg
from django.db import connection

from tests.postgresql import postgresql_url

NAME = "migrated"
_making = ExitStack()


def migrated_template() -> str | None:
    """Its name. None when there is none yet: this process is to make and keep it, the others wait."""
    if not _is_there():
        server = _making.enter_context(_connected())
        server.execute("SELECT pg_advisory_lock(1)")
    if not _is_there():
        return None
    _making.close()
    return NAME


def keep_template() -> None:
    """A copy of this process's database, to which nobody may be connected meanwhile."""
    with _making:
        if not _is_there():
            connection.close()
            with _connected() as server:
                server.execute(f'CREATE DATABASE {NAME} TEMPLATE "{connection.settings_dict["NAME"]}"')


def _is_there() -> bool:
    with _connected() as server:
        return bool(server.execute("SELECT FROM pg_database WHERE datname = %s", [NAME]).fetchall())


def _connected() -> psycopg.Connection:
    return psycopg.connect(postgresql_url(), autocommit=True)
