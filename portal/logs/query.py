"""What a log's address asks for: which lines, which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from mmbackup.engine.format.log_reader import LogReader

LONGEST_FIND = 200


@dataclass(frozen=True, slots=True)
class LogQuery:
    """first is the window's first line, line the one to mark, both from 1; None if not in the address."""

    first: int | None
    line: int | None
    find: str
    after: int
    backwards: bool

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Self:
        """Whatever is typed into an address is answered with a page, so nonsense counts as silence."""
        return cls(
            first=_number(parameters.get("first")),
            line=_number(parameters.get("line")),
            find=parameters.get("find", "").replace("\0", "").strip("\r\n")[:LONGEST_FIND],
            after=_number(parameters.get("after")) or 0,
            backwards="backwards" in parameters,
        )

    def seek(self, reader: LogReader, *, ignore_case: bool) -> tuple[int | None, bool]:
        """The line of the next hit, counted from 0, and whether it lies round the log's end."""
        start = self.after - 1
        hit = reader.find(self.find, start, backwards=self.backwards, ignore_case=ignore_case)
        if hit is not None or (start < 0 and not self.backwards):  # found, or the whole log was searched
            return hit, False
        other_end = reader.lines if self.backwards else -1
        hit = reader.find(self.find, other_end, backwards=self.backwards, ignore_case=ignore_case)
        return hit, hit is not None


def _number(text: str | None) -> int | None:
    """Line numbers people type may hold commas, as the page prints them."""
    digits = (text or "").replace(",", "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None
