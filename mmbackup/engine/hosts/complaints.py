"""What GNU tar says on standard error about the files it is asked for."""

from collections.abc import Iterator
from typing import NamedTuple

VANISHED = {
    b"Cannot stat: No such file or directory",
    b"Cannot stat: Not a directory",
    b"Cannot open: No such file or directory",
    b"File removed before we read it",
}
CHANGED = b"file changed as we read it"
_TAR = b"tar: "


class Complaint(NamedTuple):
    path: bytes
    reason: bytes


def possible(line: bytes) -> Iterator[Complaint]:
    """Names hold colons too: each way to part the line, the shortest name first."""
    if line.startswith(_TAR):
        text, at = line[len(_TAR) :], -2
        while (at := text.find(b": ", at + 2)) >= 0:
            yield Complaint(text[:at], text[at + 2 :])
