"""Roles and tablespaces for a server that has some of them already: those are no error."""

import re
from collections.abc import Collection, Iterator, Sequence

_NAME = r'("(?:[^"]|"")*"|[^\s;"]+)'
_MADE = re.compile(rf"CREATE (ROLE|TABLESPACE) {_NAME}")
_OF_ROLE = re.compile(rf"(?:ALTER ROLE|COMMENT ON ROLE|GRANT {_NAME} TO) {_NAME}")
_SESSION = re.compile(r"SET |SELECT ")


def fitting(
    statements: Sequence[str], roles: Collection[str], tablespaces: Collection[str], *, keeps: bool
) -> Iterator[str]:
    """roles and tablespaces are those that exist. keeps: nothing is changed of roles that exist."""
    there = {"ROLE": roles, "TABLESPACE": tablespaces}
    for statement in statements:
        made, of_role = _MADE.match(statement), _OF_ROLE.match(statement)
        if made and _plain(made[2]) in there[made[1]]:
            continue
        if not (keeps and of_role and _plain(of_role[2]) in roles):
            yield statement


def batches(statements: Sequence[str], most: int = 200) -> Iterator[list[str]]:
    """Each begins with what is set for a session, and is short enough for one program's arguments."""
    session = [one for one in statements if _SESSION.match(one)]
    others = [one for one in statements if not _SESSION.match(one)]
    batch: list[str] = []
    for statement in others:
        if batch and (len(batch) >= most or sum(map(len, batch)) + len(statement) > 200_000):
            yield session + batch
            batch = []
        batch.append(statement)
    if batch:
        yield session + batch


def roles_in(statements: Sequence[str]) -> list[str]:
    return [_plain(made[2]) for one in statements if (made := _MADE.match(one)) and made[1] == "ROLE"]


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
