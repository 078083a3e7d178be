"""Puts databases, roles and tablespaces of PostgreSQL back.

A database that is there gets another name until its successor is whole: it comes back if that fails, and is
dropped, or stays set aside, if not.
"""

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.existing import Existing
from mmbackup.engine.sources.port import Manner, Output, Programs, PutBack, ServerMust, Settings
from mmbackup.engine.sources.putting_back.dump_end import check_end
from mmbackup.engine.sources.putting_back.postgresql_globals import batches, fitting, roles_in
from mmbackup.engine.sources.putting_back.postgresql_server import (
    LONGEST_NAME,
    PostgresqlServer,
    any_tool,
    names,
)
from mmbackup.engine.sources.putting_back.programs import LocalPrograms
from mmbackup.engine.sources.putting_back.sql_statements import MOST, statements_of
from mmbackup.engine.sources.settings_faults import text, texts

GLOBALS = "globals.sql"
_ENDING = ".dump"
_END = b"\n-- PostgreSQL database cluster dump complete"
_TEMPLATES = ("template0", "template1")


class PostgresqlPutsBack:
    """Roles come first: databases belong to them."""

    def left_out(self, name: str, settings: Settings) -> str:
        chosen, database = texts(settings, "databases"), _database(name)
        if name == GLOBALS:
            return ""
        if database in _TEMPLATES:
            return "it is the server's own template"
        if name.endswith(_ENDING) and (not chosen or database in chosen):
            return ""
        return "its source does not name this database any more"

    def way(self, settings: Settings) -> str:  # noqa: ARG002 - PutsBack
        return "by psql and pg_restore, while the server runs and nobody is connected to the database"

    def turn(self, name: str) -> int:
        return int(name != GLOBALS)

    def server_must(self, settings: Settings) -> ServerMust:  # noqa: ARG002 - PutsBack
        return ServerMust.RUN

    def is_ready(self, settings: Settings, programs: Programs) -> bool:
        return _server(settings, programs).ask("SELECT 1") == ["1"]

    def check(self, output: Output, settings: Settings, programs: Programs) -> None:  # noqa: ARG002 - PutsBack
        if output.name == GLOBALS:
            check_end(output.path, _END)
            _statements(output)
            return
        listed = programs.run([any_tool(), "--list", output.path]).decode("utf-8", "surrogateescape")
        if f";     dbname: {_database(output.name)}\n" not in listed:
            raise CommandFailed("it is not the dump of the database that it is called after")
        programs.run([any_tool(), "--file=/dev/null", output.path])

    def changes(self, output: Output, manner: Manner, programs: Programs) -> PutBack:
        server, name = _server(manner.settings, programs), _database(output.name)
        if output.name == GLOBALS:
            return _told(_statements(output), server.ask(_ROLES), manner.existing)
        if not server.has(name):
            return PutBack((f"Database {name} is made.",))
        if manner.existing is Existing.KEEP:
            return PutBack(kept=f"the database {name} is there")
        if manner.existing is Existing.SET_ASIDE:
            return PutBack(
                (f"Database {name} goes aside, to {_aside(name, manner)}.", *_in_use(server, name))
            )
        return PutBack((f"Database {name} is replaced.", *_in_use(server, name)))

    def put_back(self, output: Output, manner: Manner, programs: Programs) -> PutBack:
        server = _server(manner.settings, programs)
        if output.name == GLOBALS:
            foretold = self.changes(output, manner, programs)
            _put_globals(server, _statements(output), manner.existing)
            return foretold
        if server.has(_aside(_database(output.name), manner)):  # of a process that died
            _put_database(output, manner, programs)
            return PutBack()
        foretold = self.changes(output, manner, programs)
        if not foretold.kept:
            _put_database(output, manner, programs)
        return foretold


_ROLES = "SELECT rolname FROM pg_roles"
_TABLESPACES = "SELECT spcname FROM pg_tablespace"


def _put_globals(server: PostgresqlServer, statements: list[str], existing: Existing) -> None:
    keeps = existing is Existing.KEEP
    roles, tablespaces = set(server.ask(_ROLES)), set(server.ask(_TABLESPACES))
    for batch in batches(list(fitting(statements, roles, tablespaces, keeps=keeps))):
        server.ask(*batch)


def _put_database(output: Output, manner: Manner, programs: Programs) -> None:
    server, name = _server(manner.settings, programs), _database(output.name)
    aside = _aside(name, manner)
    if server.has(aside):
        server.drop(name)
    elif server.has(name):
        if users := server.sessions(name):
            raise CommandFailed(f"{names(users)} is connected to database {name}: stop what uses it")
        server.rename(name, aside)
    try:
        server.restore(output.path, name)
    except BaseException:
        _bring_back(_server(manner.settings, LocalPrograms(lambda: None)), name, aside)
        raise
    if manner.existing is not Existing.SET_ASIDE:
        server.drop(aside)


def _bring_back(server: PostgresqlServer, name: str, aside: str) -> None:
    try:
        server.drop(name)
        if server.has(aside):
            server.rename(aside, name)
    except CommandFailed as error:
        raise CommandFailed(
            f"it failed, and what was there before did not come back; it is called {aside} now: {error}"
        ) from error


def _statements(output: Output) -> list[str]:
    with open(output.path, "rb") as file:
        raw = file.read(MOST + 1)
    if len(raw) > MOST:
        raise CommandFailed("it is larger than any list of roles")
    return list(statements_of(raw.decode("utf-8", "surrogateescape")))


def _told(statements: list[str], there: list[str], existing: Existing) -> PutBack:
    saved = set(roles_in(statements))
    known = len(saved & set(there))
    words = "are kept" if existing is Existing.KEEP else "get the password and the rights that were saved"
    lines = [f"{len(saved) - known:,} roles are made."]
    return PutBack(tuple([*lines, f"{known:,} roles exist and {words}."] if known else lines))


def _in_use(server: PostgresqlServer, name: str) -> list[str]:
    users = server.sessions(name)
    return [f"{names(users)} is connected to it, which must end first."] if users else []


def _aside(name: str, manner: Manner) -> str:
    room = LONGEST_NAME - len(manner.ending)
    return name.encode("utf-8", "surrogateescape")[:room].decode("utf-8", "ignore") + manner.ending


def _database(name: str) -> str:
    return name.removesuffix(_ENDING)


def _server(settings: Settings, programs: Programs) -> PostgresqlServer:
    return PostgresqlServer(text(settings, "connection"), programs)
