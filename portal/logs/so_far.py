"""The lines of a log at work, as its page shows them."""

from collections.abc import Iterator
from dataclasses import dataclass

from mmbackup.engine.format.log_so_far import LogSoFar, PartSoFar
from portal.logs.window import kinds_of


@dataclass(frozen=True, slots=True)
class LineSoFar:
    """left_out is how many bytes are not shown here; such a line has no text. kind as in a finished log."""

    text: str = ""
    kind: str = ""
    left_out: int = 0


def lines_of(log: LogSoFar | None) -> list[LineSoFar]:
    """None when nothing is written yet."""
    return [line for part in (log.parts if log else ()) for line in _of_part(part)]


def _of_part(part: PartSoFar) -> Iterator[LineSoFar]:
    yield from _of_texts(part.title)
    if part.left_out:
        yield LineSoFar(left_out=part.left_out)
    yield from _of_texts(part.lines)


def _of_texts(texts: tuple[str, ...]) -> Iterator[LineSoFar]:
    for text, kind in zip(texts, kinds_of(texts), strict=True):
        yield LineSoFar(text, kind)
