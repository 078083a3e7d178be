"""What was restored, checked by the tools of those who use it. One that is not here has checked nothing."""

import os
import shutil
from collections import deque
from collections.abc import Callable
from typing import IO, cast

from mmbackup.engine.errors import CommandFailed, FormatError
from mmbackup.engine.operations.drill.kinds import LDIF, MARIADB, POSTGRESQL, QUEUE, REDIS, ROLES
from mmbackup.engine.operations.drill.to_open import ToOpen
from mmbackup.engine.sources.mail_queues.queue_file import records
from mmbackup.engine.sources.origins import COMMAND_FOLDER
from mmbackup.engine.sources.port import Output, Programs, PutsBack
from mmbackup.engine.sources.putting_back.dump_end import check_end
from mmbackup.engine.sources.putting_back.ldif import entries_of
from mmbackup.engine.sources.putting_back.postgresql import GLOBALS, PostgresqlPutsBack
from mmbackup.engine.sources.putting_back.redis import RedisPutsBack
from mmbackup.engine.sources.registry import KINDS

TOOLS = {
    POSTGRESQL: ("pg_restore",),
    REDIS: ("redis-check-rdb", "valkey-check-rdb"),
    QUEUE: ("postcat",),
}
OF_SOURCES = {"postgresql": POSTGRESQL, "mysql": MARIADB, "ldap": LDIF, "redis": REDIS}
_LAST_RECORD = b"E"
_OUTPUTS = f"/{os.fsdecode(COMMAND_FOLDER)}/"


def missing_tool(kind: str) -> str:
    """The name of what would check it, where nothing here does."""
    tools = TOOLS.get(kind, ())
    return tools[0] if tools and not any(map(shutil.which, tools)) else ""


def kind_of_output(file: ToOpen) -> str:
    """Of what a program said whose source is known, if its own tool is here; else its content tells."""
    kind = OF_SOURCES.get(file.kind, "")
    if kind == POSTGRESQL and file.name == GLOBALS:
        return ROLES
    return "" if missing_tool(kind) else kind


def problem_of_output(file: ToOpen, programs: Programs) -> str:
    """By the check that a restore in place begins with."""
    kind = KINDS[file.kind]
    assert isinstance(kind, PutsBack)  # noqa: S101 - OF_SOURCES names no other
    output = Output(file.name, os.fsdecode(file.path))
    return _words(lambda: kind.check(output, file.settings, programs))


def problem_by_tool(path: bytes, kind: str, programs: Programs) -> str:
    """By its content alone."""
    return _words(lambda: _CHECKS[kind](os.fsdecode(path), programs))


def _words(check: Callable[[], None]) -> str:
    try:
        check()
    except (CommandFailed, FormatError) as error:
        return str(error)
    return ""


def _postgresql(path: str, programs: Programs) -> None:
    programs.run(["pg_restore", "--list", path])
    programs.run(["pg_restore", "--file=/dev/null", path])


def _roles(path: str, programs: Programs) -> None:
    PostgresqlPutsBack().check(Output(GLOBALS, path), {}, programs)


def _mariadb(path: str, _: Programs) -> None:
    check_end(path, b"\n-- Dump completed")


def _redis(path: str, programs: Programs) -> None:
    RedisPutsBack().check(Output("", path), {}, programs)


def _ldif(path: str, _: Programs) -> None:
    """What a directory's program has said ends with an empty line; other LDIF need not."""
    with open(path, "rb") as file:
        lines = file if _OUTPUTS in path else cast("IO[bytes]", Ended(file))
        if not sum(1 for _ in entries_of(lines)):
            raise CommandFailed("it holds no entry")


class Ended:
    """The file's lines, and an empty one."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._is_ended = file, False

    def readline(self, size: int) -> bytes:
        line = self._file.readline(size)
        if line or self._is_ended:
            return line
        self._is_ended = True
        return b"\n"


def _queue(path: str, programs: Programs) -> None:
    """postcat only warns of what is no queue file."""
    ends = deque(records(os.fsencode(path)), maxlen=1)
    if not ends or ends[0][0] != _LAST_RECORD:
        raise FormatError("it does not end as a message of Postfix does")
    programs.run(["postcat", path], stdout=os.devnull)


_CHECKS: dict[str, Callable[[str, Programs], None]] = {
    POSTGRESQL: _postgresql,
    ROLES: _roles,
    MARIADB: _mariadb,
    REDIS: _redis,
    LDIF: _ldif,
    QUEUE: _queue,
}
