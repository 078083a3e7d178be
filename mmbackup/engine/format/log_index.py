"""The index beside a log: where every 200th line begins, each as 8 bytes, little-endian."""

import mmap
import os
import re
import sys
from array import array

LINES_A_STEP = 200
_STEP = re.compile(rb"(?:[^\n]*+\n){%d}+" % LINES_A_STEP)  # possessive: never tried twice
_LEFT = 8 << 20  # bytes of a mapped log that may stay in memory behind where it is read


def make_index(content: "mmap.mmap | bytes") -> "array[int]":
    """Offsets of lines 0, 200, 400, …; an offset at the very end stands for no line and is left out."""
    offsets, kept_from = array("Q", [0]), 0
    while step := _STEP.match(content, offsets[-1]):
        offsets.append(step.end())
        kept_from = _leave(content, kept_from, step.end())
    if len(offsets) > 1 and offsets[-1] == len(content):
        offsets.pop()
    return offsets


def _leave(content: "mmap.mmap | bytes", kept_from: int, read_to: int) -> int:
    """Give back what was read of a mapped log: it never lies in memory whole. From where it is kept."""
    if isinstance(content, bytes) or read_to - kept_from < _LEFT:
        return kept_from
    whole_pages = read_to - read_to % mmap.PAGESIZE
    content.madvise(mmap.MADV_DONTNEED, kept_from, whole_pages - kept_from)
    return whole_pages


def write_index(log_path: str, index_path: str) -> None:
    """Beside and renamed: readers see the old index or the new one."""
    with open(log_path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        offsets = make_index(content)
    with open(f"{index_path}.new", "wb") as index:
        index.write(_little_endian(offsets).tobytes())
    os.replace(f"{index_path}.new", index_path)


def read_index(index_path: str) -> "array[int]":
    """Empty when there is none; whether it is stale, who has the log can tell."""
    offsets = array("Q")
    try:
        with open(index_path, "rb") as file:
            content = file.read()
    except FileNotFoundError:
        return offsets
    if len(content) % offsets.itemsize == 0:
        offsets.frombytes(content)
    return _little_endian(offsets)


def _little_endian(offsets: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        offsets.byteswap()
    return offsets
