"""Accounts as mariadb-dump --system=users tells them, for a server that has some of them already."""

import re
from collections.abc import Collection, Iterator

_MADE = re.compile(rb"^((?:/\*[!M]+\d+ )?CREATE (?:USER|ROLE) )(?!IF NOT EXISTS )")
_NAME = rb"[`'](?:[^`']|``|'')*[`']"
_OF_ACCOUNT = re.compile(
    rb"^(?:CREATE USER|GRANT .*? TO|/\*M!\d+ SET DEFAULT ROLE .*? FOR|/\*!\d+ ALTER USER) "
    rb"(" + _NAME + rb")@(" + _NAME + rb")"
)
Account = tuple[bytes, bytes]  # name and host


def fitting(lines: Iterator[bytes], kept: Collection[Account]) -> Iterator[bytes]:
    """Accounts that exist are no error. Nothing is changed of those that are kept."""
    for line in lines:
        found = _OF_ACCOUNT.match(line)
        if not (found and (_plain(found[1]), _plain(found[2])) in kept):
            yield _MADE.sub(rb"\1IF NOT EXISTS ", line)


def accounts_in(lines: Iterator[bytes]) -> Iterator[Account]:
    for line in lines:
        found = _OF_ACCOUNT.match(line)
        if found and line.startswith(b"CREATE USER"):
            yield _plain(found[1]), _plain(found[2])


def _plain(name: bytes) -> bytes:
    return name[1:-1].replace(b"``", b"`").replace(b"''", b"'")
