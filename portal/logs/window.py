"""A window of a log: the few hundred lines a page shows of it, never more than a page may weigh."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from mmbackup.engine.format.log_reader import LogReader

LINES = 400
LINES_ABOVE_MARK = 12
WEIGHT = 180_000  # bytes of escaped text a page; its markup and frame come on top
CAPS = (2_000, 1_000, 600, 400)  # characters of a line shown, the most that keep the page in its weight
RULES = ("-----", "=====")
ERROR = "  ERROR "


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Line:
    """number counts from 1, as people do. kind: verdict, next-step, error, heading, rule, or nothing."""

    number: int
    parts: tuple[Part, ...]
    left_out: int
    kind: str
    is_marked: bool

    @property
    def classes(self) -> str:
        names = ([f"is-{self.kind}"] if self.kind else []) + (["is-marked"] if self.is_marked else [])
        return " ".join(names)


@dataclass(frozen=True, slots=True)
class Window:
    """first and last are line numbers; previous and next the first lines of the windows beside, or None."""

    lines: tuple[Line, ...]
    total: int
    first: int
    last: int
    previous: int | None
    next: int | None
    is_end: bool


def window_of(reader: LogReader, *, first: int | None, mark: int | None, find: str) -> Window:
    """At the log's end, unless a first line or one to mark is named; numbers out of range are brought in."""
    at_end = max(reader.lines - LINES, 0)
    if mark is not None:
        first = mark - LINES_ABOVE_MARK
    start = at_end if first is None else min(max(first - 1, 0), max(reader.lines - 1, 0))
    if mark is not None:
        start = min(start, at_end)
    lines = _lines(reader, start, mark, find)
    end = start + len(lines)
    return Window(
        lines,
        reader.lines,
        first=start + 1,
        last=end,
        previous=max(start - LINES, 0) + 1 if start else None,
        next=end + 1 if end < reader.lines else None,
        is_end=end >= reader.lines,
    )


def _lines(reader: LogReader, start: int, mark: int | None, find: str) -> tuple[Line, ...]:
    texts = reader.page(start, LINES)
    cap = _cap(texts)
    kinds = kinds_of(texts, reader.lines - start)
    return tuple(
        Line(number, _parts(text[:cap], find), max(len(text) - cap, 0), kind, number == mark)
        for number, (text, kind) in enumerate(zip(texts, kinds, strict=True), start + 1)
    )


def _cap(texts: list[str]) -> int:
    """Long lines are cut only where all of them together would be too heavy."""
    return next((cap for cap in CAPS if _weight(texts, cap) <= WEIGHT), _fair_share(texts))


def _weight(texts: list[str], cap: int) -> int:
    return sum(len(escape(text[:cap]).encode()) for text in texts)


def _fair_share(texts: list[str]) -> int:
    """Even if every character is one that takes the most bytes in HTML."""
    return WEIGHT // max(len(texts), 1) // len("&quot;")


def kinds_of(texts: Sequence[str], left: int = 0) -> list[str]:
    """left: how many lines of a finished log there are from the first text on."""
    kinds = [_kind(text) for text in texts]
    for place, kind in enumerate(kinds):
        if kind == "rule" and place:
            kinds[place - 1] = "heading"
    if texts and len(texts) == left:
        kinds[-1] = "verdict"
        if len(texts) > 1 and texts[-2].startswith("Next step"):
            kinds[-2] = "next-step"
    return kinds


def _kind(text: str) -> str:
    if text.startswith(RULES):
        return "rule"
    return "error" if text.startswith(ERROR) else ""


def _parts(text: str, find: str) -> tuple[Part, ...]:
    if not find:
        return (Part(text, is_hit=False),)
    within = text if has_capitals(find) else text.lower()
    parts: list[Part] = []
    start = 0
    while len(within) == len(text) and (hit := within.find(find, start)) >= 0:
        parts += [Part(text[start:hit], is_hit=False), Part(text[hit : hit + len(find)], is_hit=True)]
        start = hit + len(find)
    return (*parts, Part(text[start:], is_hit=False))


def has_capitals(find: str) -> bool:
    """Capitals count in a search only when somebody typed some."""
    return find != find.lower()
