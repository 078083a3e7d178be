"""Slices: a file that is larger than a medium lies on several, each slice a member of its part's archive.

slices.txt in a part's folder lists those that lie in it, for restore.sh, which joins them: number, offset,
size, size of the whole file, SHA-256 of the slice, and the file's name in the archive.
"""

import re
from typing import NamedTuple

SLICES_NAME = "slices.txt"
MOST_SLICES = 9999
_LONGEST_STEM = 235
_PLAIN = re.compile(rb"[^A-Za-z0-9._/-]")


class Slice(NamedTuple):
    """From offset on, size of a file's total bytes; numbers begin at 1 and go on over the parts."""

    number: int
    offset: int
    size: int
    total: int

    @property
    def is_last(self) -> bool:
        return self.offset + self.size == self.total

    @property
    def is_whole(self) -> bool:
        return self.size == self.total

    def text(self) -> str:
        """As the manifest says it."""
        return f'{{"number":{self.number},"offset":{self.offset},"size":{self.size},"of":{self.total}}}'


def slice_name(path: bytes, number: int) -> bytes:
    """The member's name in the archive: a file name of 255 bytes is the longest that file systems take."""
    folder, slash, name = path.rpartition(b"/")
    return b"%b%b%b.mmbackup-slice-%04d" % (folder, slash, name[:_LONGEST_STEM], number)


def slice_line(one: Slice, sha256: str, path: bytes) -> bytes:
    """A line of slices.txt. path is the file's name in the archive."""
    numbers = f"{one.number:04} {one.offset} {one.size} {one.total} {sha256} "
    return numbers.encode() + _PLAIN.sub(lambda byte: b"\\%03o" % byte[0][0], path) + b"\n"


def longest_line(path: bytes) -> int:
    """The most bytes that the line of one more slice of the file takes."""
    return 160 + 4 * len(path)
