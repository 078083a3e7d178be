"""Parts what pg_dumpall --globals-only wrote into statements, and refuses what it would not write."""

import re
from collections.abc import Iterator

from mmbackup.engine.errors import CommandFailed

MOST = 64 << 20
LONGEST = 100_000  # a program's argument must be shorter than 128 KB
_TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*)|(?P<string>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*")"""
    r"""|(?P<end>;)|(?P<command>^\\[^\n]*$)|(?P<other>[^-;'"\\eE\n]+|.|\n)""",
    re.DOTALL | re.MULTILINE,
)
_OWN_COMMANDS = re.compile(r"\\(?:(?:un)?restrict [0-9A-Za-z]+|connect [a-z0-9]+)\s*")
_KNOWN = re.compile(
    r"(?:SET [a-z_]+ =|SELECT pg_catalog\.set_config\('search_path'|(?:CREATE|ALTER) (?:ROLE|TABLESPACE) "
    r"|COMMENT ON (?:ROLE|TABLESPACE) |SECURITY LABEL |GRANT |REVOKE )"
)


def statements_of(text: str) -> Iterator[str]:
    """CommandFailed for anything that does not belong there."""
    statement = ""
    for found in _TOKEN.finditer(text):
        if found["command"] is not None and not statement.strip():
            if not _OWN_COMMANDS.fullmatch(found[0]):
                raise CommandFailed("it holds a command to psql that pg_dumpall does not write")
        elif found["end"]:
            yield _checked(statement.strip())
            statement = ""
        elif found["comment"] is None:
            statement += found[0]
    if statement.strip():
        raise CommandFailed("it was cut off in the middle of a statement")


def _checked(statement: str) -> str:
    if not _KNOWN.match(statement) or len(statement.encode("utf-8", "surrogateescape")) > LONGEST:
        raise CommandFailed(f"it holds a statement that pg_dumpall does not write: {statement[:80]!r}")
    return statement
