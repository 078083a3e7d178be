"""What lies on a medium, in a few lines, for people who are about to give it another use."""

from collections.abc import Collection
from dataclasses import dataclass

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import escape
from mmbackup.engine.media.port import Medium, TooManyNames

MOST_NAMED = 12
MOST_COUNTED = 2_000  # files and folders looked at for the sizes, so that a look stays a look


@dataclass(frozen=True, slots=True)
class ContentItem:
    """A printable name in the medium's root; all bytes below it, or None where counting took too long."""

    name: str
    size: int | None


def list_content(medium: Medium, *, leave_out: Collection[str] = ()) -> tuple[ContentItem, ...]:
    """The first few, sorted by name. Nothing is followed or changed."""
    names = [name for name in medium.names() if name not in leave_out][:MOST_NAMED]
    budget = _Budget(MOST_COUNTED)
    return tuple(ContentItem(shown(name), _size(medium, name, budget)) for name in names)


def shown(name: str) -> str:
    return escape(name.encode("utf-8", "surrogateescape"))


class _Budget:
    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, count: int) -> bool:
        """False when it is used up."""
        self.left -= count
        return self.left >= 0


def _size(medium: Medium, path: str, budget: _Budget) -> int | None:
    total = 0
    pending = [path]
    while pending:
        if not budget.spend(1):
            return None
        one = pending.pop()
        try:
            pending += [f"{one}/{name}" for name in medium.names(one)]
        except TooManyNames:
            return None
        except FormatError:  # no folder
            total += medium.size(one)
    return total
