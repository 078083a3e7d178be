"""A PostgreSQL server that is asked to put something back, by the tools that are as old as it is."""

import os
import shutil
from collections.abc import Sequence

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.sources.port import Programs

LONGEST_NAME = 63
_PATIENCE = "connect_timeout=10"
_SESSIONS = (
    "SELECT DISTINCT concat(usename, ' (', coalesce(nullif(application_name, ''), pid::text), ')')"
    " FROM pg_stat_activity"
)
_HOMES = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin")


class PostgresqlServer:
    """connection as the source names it. Statements go to the server whole: psql reads no command in them."""

    def __init__(self, connection: str, programs: Programs) -> None:
        self._connection = connection
        self._programs = programs

    def ask(self, *statements: str, database: str = "postgres") -> list[str]:
        """The lines of the answers; the first that fails ends it."""
        argv = ["psql", "--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align"]
        argv += ["--set=ON_ERROR_STOP=1", f"--dbname={self._to(database)}"]
        argv += [f"--command={_harmless(statement)}" for statement in statements]
        return self._programs.run(argv).decode("utf-8", "surrogateescape").splitlines()

    def has(self, name: str) -> bool:
        return self.ask(f"SELECT 1 FROM pg_database WHERE datname = {literal(name)}") == ["1"]  # noqa: S608 - quoted

    def sessions(self, name: str) -> list[str]:
        """Who is connected to the database."""
        return self.ask(f"{_SESSIONS} WHERE datname = {literal(name)}")

    def rename(self, name: str, to: str) -> None:
        self.ask(f"ALTER DATABASE {identifier(name)} RENAME TO {identifier(to)}", database=beside(name))

    def drop(self, name: str) -> None:
        self.ask(f"DROP DATABASE IF EXISTS {identifier(name)}", database=beside(name))

    def restore(self, path: str, name: str) -> None:
        """The database of this name, which must not be there, as the dump says it was."""
        argv = [
            self._tool(),
            "--no-password",
            "--create",
            "--exit-on-error",
            f"--dbname={self._to(beside(name))}",
        ]
        self._programs.run([*argv, path])

    def _tool(self) -> str:
        version = int(self.ask("SHOW server_version_num")[0]) // 10000
        for home in (*(home.format(version) for home in _HOMES), os.path.dirname(any_tool())):
            tool = os.path.join(home, "pg_restore")
            if os.path.exists(tool) and f") {version}.".encode() in self._programs.run([tool, "--version"]):
                return tool
        raise CommandFailed(f"the server is PostgreSQL {version}, and no pg_restore of that version is here")

    def _to(self, database: str) -> str:
        return f"{self._connection} dbname={_value(database)} {_PATIENCE}"


def beside(name: str) -> str:
    """A database to be connected to while this one is renamed, dropped or made."""
    return "template1" if name == "postgres" else "postgres"


def any_tool() -> str:
    tool = shutil.which("pg_restore")
    if tool is None:
        raise CommandFailed("pg_restore is not here")
    return tool


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def names(rows: Sequence[str]) -> str:
    return ", ".join(rows[:5]) + (f" and {len(rows) - 5:,} more" if len(rows) > 5 else "")


def _value(text: str) -> str:
    """Of a connection's text."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _harmless(statement: str) -> str:
    """psql takes a text that begins with a backslash as a command of its own."""
    if statement.lstrip().startswith("\\"):
        raise CommandFailed("a command to psql stands where a statement belongs")
    return statement
