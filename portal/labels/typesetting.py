"""Breaks words into lines, and finds the size at which they fit."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.labels.fonts import width_of

STEP = 0.25  # millimetres between the sizes that are tried
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Way:
    """Sizes from the largest down to the smallest, and the most lines."""

    largest: float
    smallest: float
    most: int


def lines_of(words: str, *, size: float, width: float, bold: bool = False) -> list[str]:
    """Broken at spaces, and inside a word that is wider than the line."""
    lines = [""]
    for word in _words_that_fit(words, size, width, bold):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def fitted(words: str, *, way: Way, width: float, bold: bool = False) -> tuple[float, list[str], bool]:
    """The largest size at which the words fit, their lines, and whether none had to be cut short."""
    size = way.largest
    while size > way.smallest and not _fits(words, size, width, way.most, bold):
        size = max(size - STEP, way.smallest)
    lines = lines_of(words, size=size, width=width, bold=bold)
    is_whole = _fits(words, size, width, way.most, bold)
    if len(lines) <= way.most:
        return size, lines, is_whole
    last = shortened(lines[way.most - 1] + ELLIPSIS, size, width, bold=bold)
    return size, [*lines[: way.most - 1], last], False


def shortened(words: str, size: float, width: float, *, bold: bool = False) -> str:
    """The beginning that fits into a line, with an ellipsis when something is missing."""
    if width_of(words, size, bold=bold) <= width:
        return words
    kept = words
    while kept and width_of(kept + ELLIPSIS, size, bold=bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def _fits(words: str, size: float, width: float, most: int, bold: bool) -> bool:
    """A size at which a word must be broken does not count as fitting while a smaller one may do."""
    widest = max((width_of(word, size, bold=bold) for word in words.split()), default=0.0)
    return widest <= width and len(lines_of(words, size=size, width=width, bold=bold)) <= most


def _words_that_fit(words: str, size: float, width: float, bold: bool) -> Iterator[str]:
    for word in words.split():
        rest = word
        while width_of(rest, size, bold=bold) > width and len(rest) > 1:
            kept = _beginning(rest, size, width, bold)
            yield kept
            rest = rest[len(kept) :]
        yield rest


def _beginning(word: str, size: float, width: float, bold: bool) -> str:
    """As many letters as fit, one at least."""
    for length in range(len(word) - 1, 1, -1):
        if width_of(word[:length], size, bold=bold) <= width:
            return word[:length]
    return word[:1]
