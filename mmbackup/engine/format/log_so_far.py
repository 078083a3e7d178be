"""What a log at work says so far: the parts that grew last, each by its end, in the finished log's order."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from mmbackup.engine.format.log_lines import ERRORS_TITLE
from mmbackup.engine.format.log_reader import shown
from mmbackup.engine.format.log_spool import spool_folder

ROOM = 32 << 10  # bytes that are read of all parts together, however many lines there are
SHARE = 8 << 10  # of one that has more to say
LINES = 100  # of one
ERRORS = 10  # that what is written just now stays in sight above them
HEADING = 512  # bytes in which a section's title stands
_ORDER = ("head", "notes", "section", "errors")


@dataclass(frozen=True, slots=True)
class PartSoFar:
    """left_out is how many bytes stand between its title and its lines."""

    name: str
    title: tuple[str, ...]
    left_out: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogSoFar:
    """size is in bytes, that of the parts not shown too."""

    size: int
    parts: tuple[PartSoFar, ...]


@dataclass(frozen=True, slots=True)
class _Spooled:
    path: str
    name: str
    size: int
    grew_at: int


def log_so_far(path: str) -> LogSoFar | None:
    """None when it has not begun, or stands finished. Reads no more of a long log than of a short one."""
    try:
        spooled = list(_spooled(spool_folder(path)))
    except FileNotFoundError:
        return None
    parts = (_part(one) for one in sorted(_newest(spooled), key=_place))
    return LogSoFar(sum(one.size for one in spooled), tuple(part for part in parts if part is not None))


def _spooled(folder: str) -> Iterable[_Spooled]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_ORDER) and not entry.name.endswith(".new"):
                told = entry.stat()
                yield _Spooled(entry.path, entry.name, told.st_size, told.st_mtime_ns)


def _newest(spooled: Iterable[_Spooled]) -> list[_Spooled]:
    """As many as there is room for: the header, the errors, and what grew last."""
    room, found = ROOM, []
    for one in sorted(spooled, key=lambda one: (not one.name.startswith(("head", "errors")), -one.grew_at)):
        room -= min(one.size, SHARE)
        if room < 0:
            break
        found.append(one)
    return found


def _place(one: _Spooled) -> tuple[int, str]:
    return next(place for place, begin in enumerate(_ORDER) if one.name.startswith(begin)), one.name


def _part(one: _Spooled) -> PartSoFar | None:
    """None when it went while it was looked at, and while it has no whole line."""
    try:
        with open(one.path, "rb") as file:
            first = file.read(HEADING)
            start = file.seek(max(one.size - SHARE, 0))
            text = file.read(one.size - start)
    except FileNotFoundError:
        return None
    lines = _whole_lines(text, is_cut=start > 0)
    last = lines[-(ERRORS if one.name.startswith("errors") else LINES) :]
    title = _title(one.name, first if start or len(lines) > len(last) else b"")
    left_out = start + text.rfind(b"\n") + 1 - sum(map(len, last))
    said = tuple(shown(line[:-1], len(line) - 1) for line in last)
    return PartSoFar(one.name, title, left_out, said) if said else None


def _whole_lines(text: bytes, *, is_cut: bool) -> list[bytes]:
    """The first may be cut, the last may still be written."""
    whole = text[: text.rfind(b"\n") + 1]
    return [line + b"\n" for line in whole.split(b"\n")[1 if is_cut else 0 : -1]]


def _title(name: str, first: bytes) -> tuple[str, ...]:
    """A section's own, where its beginning is left out; the errors' file has none."""
    heading = ERRORS_TITLE if name.startswith("errors") else first if name.startswith("section") else b""
    return tuple(heading.decode("utf-8", "replace").split("\n")[:3]) if heading else ()
