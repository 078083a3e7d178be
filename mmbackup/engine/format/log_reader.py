"""Opens a finished log of any length at any line, and searches it, without reading it whole."""

import bisect
import mmap
import os
import re
from array import array
from typing import Protocol, Self

from mmbackup.engine.format.log_index import LINES_A_STEP, make_index, read_index
from mmbackup.engine.format.log_lines import ERRORS_TITLE

LONGEST_SHOWN = 2000
CUT = " … (cut)"
SEARCH_BLOCK = 4 << 20


class LogReader:
    """Lines count from 0. FileNotFoundError when there is no such log. Use as a context manager, or close."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            self._content = _mapped(file.fileno())
        self._index = self._trusted_index(path)
        last = self._content[self._index[-1] :]
        tail = last.count(b"\n") + (not last.endswith(b"\n") and bool(last))
        self.lines = (len(self._index) - 1) * LINES_A_STEP + tail

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if isinstance(self._content, mmap.mmap):
            self._content.close()

    def page(self, first: int, count: int) -> list[str]:
        """Fewer lines where the log ends; a line too long to show is cut."""
        first = max(first, 0)
        found: list[str] = []
        start = self._offset(first)
        while len(found) < count and start < len(self._content):
            end = self._content.find(b"\n", start)
            end = len(self._content) if end < 0 else end
            found.append(shown(self._content[start : min(end, start + LONGEST_SHOWN * 4)], end - start))
            start = end + 1
        return found

    def errors(self) -> int | None:
        """The first line of the part that repeats the errors."""
        position = self._content.rfind(ERRORS_TITLE)
        return None if position < 0 else self._line_at(position + 1)

    def find(
        self, text: str, after: int = -1, *, backwards: bool = False, ignore_case: bool = False
    ) -> int | None:
        """The next line behind after that holds the text; with backwards the last one before it."""
        wanted = text.encode("utf-8", "surrogateescape")
        if not wanted or b"\n" in wanted:
            return None
        search: _Search = _IgnoringCase(wanted) if ignore_case else _Exact(wanted)
        if backwards:
            position = search.last(self._content, self._offset(after))
        else:
            position = search.first(self._content, self._offset(after + 1))
        return None if position < 0 else self._line_at(position)

    def _trusted_index(self, path: str) -> "array[int]":
        """The one beside the log, or one made now when that is missing or does not fit the log."""
        index = read_index(f"{path}.idx")
        return index if self._fits(index) else make_index(self._content)

    def _fits(self, index: "array[int]") -> bool:
        """By its ends: the log is written once, so an index that is stale is stale there."""
        if not index or index[0] or index[-1] > len(self._content):
            return False
        starts_a_line = not index[-1] or self._content[index[-1] - 1 : index[-1]] == b"\n"
        return starts_a_line and self._content[index[-1] :].count(b"\n") <= LINES_A_STEP

    def _offset(self, line: int) -> int:
        """Where a line begins; the log's end for lines behind it."""
        if line <= 0:
            return 0
        step = min(line // LINES_A_STEP, len(self._index) - 1)
        offset = self._index[step]
        for _ in range(line - step * LINES_A_STEP):
            offset = self._content.find(b"\n", offset) + 1
            if not offset:
                return len(self._content)
        return offset

    def _line_at(self, offset: int) -> int:
        step = bisect.bisect_right(self._index, offset) - 1
        return step * LINES_A_STEP + self._content[self._index[step] : offset].count(b"\n")


class _Search(Protocol):
    """-1 when there is nothing. last finds hits that end before the limit."""

    def first(self, content: "mmap.mmap | bytes", start: int) -> int: ...

    def last(self, content: "mmap.mmap | bytes", limit: int) -> int: ...


class _Exact:
    def __init__(self, wanted: bytes) -> None:
        self._wanted = wanted

    def first(self, content: "mmap.mmap | bytes", start: int) -> int:
        return content.find(self._wanted, start)

    def last(self, content: "mmap.mmap | bytes", limit: int) -> int:
        return content.rfind(self._wanted, 0, limit)


class _IgnoringCase:
    """For ASCII letters; others must match as they are."""

    def __init__(self, wanted: bytes) -> None:
        self._overlap = len(wanted) - 1
        self._pattern = re.compile(re.escape(wanted), re.IGNORECASE)

    def first(self, content: "mmap.mmap | bytes", start: int) -> int:
        found = self._pattern.search(content, start)
        return found.start() if found else -1

    def last(self, content: "mmap.mmap | bytes", limit: int) -> int:
        """Block by block from behind, each a little longer so that no hit falls between two."""
        for start in range((limit - 1) // SEARCH_BLOCK * SEARCH_BLOCK, -1, -SEARCH_BLOCK):
            end = min(start + SEARCH_BLOCK + self._overlap, limit)
            hits = [hit.start() for hit in self._pattern.finditer(content, start, end)]
            if hits:
                return hits[-1]
        return -1


def _mapped(descriptor: int) -> "mmap.mmap | bytes":
    """An empty file cannot be mapped."""
    if not os.fstat(descriptor).st_size:
        return b""
    return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)


def shown(line: bytes, length: int) -> str:
    text = line.decode("utf-8", "replace")
    return text if length <= len(line) and len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + CUT
