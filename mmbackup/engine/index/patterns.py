"""What is looked for in names, as conditions of SQL: letters may be large or small."""

import sqlite3
from typing import Any

_ESCAPED = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})

Condition = tuple[str, tuple[Any, ...]]
ANY: Condition = ("1", ())


def like(column: str, text: str, *, before: bool = False, after: bool = False) -> Condition:
    """The name is text; before, after: more may stand there. SQLite itself knows only ASCII's letters."""
    if not text and (before or after):
        return ANY
    if text.isascii():
        pattern = ("%" if before else "") + text.translate(_ESCAPED) + ("%" if after else "")
        return rf"CAST({column} AS TEXT) LIKE ? ESCAPE '\'", (pattern,)
    return f"has_text({column}, ?, ?, ?)", (text.casefold(), before, after)


def either(one: Condition, other: Condition) -> Condition:
    return f"({one[0]} OR {other[0]})", one[1] + other[1]


def both(one: Condition, other: Condition) -> Condition:
    if ANY in (one, other):
        return other if one == ANY else one
    return f"({one[0]} AND {other[0]})", one[1] + other[1]


def teach(connection: sqlite3.Connection) -> None:
    connection.create_function("has_text", 4, _has_text, deterministic=True)


def _has_text(name: bytes, text: str, before: bool, after: bool) -> bool:
    found = name.decode("utf-8", "surrogateescape").casefold()
    if before and after:
        return text in found
    if before:
        return found.endswith(text)
    return found.startswith(text) if after else found == text
