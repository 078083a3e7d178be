"""What is picked so far, as every page of the choice shows it."""

from dataclasses import dataclass

from mmbackup.engine.index.shapes import Pick
from portal.restore.picks import cover, text_of, words_of
from portal.restore.wanted import Wanted

SHOWN = 30
PAGES = ("points", "choose", "subscribers", "browse", "search", "plan")


@dataclass(frozen=True, slots=True)
class Picked:
    """text goes into a form, words onto the page."""

    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Box:
    """One to tick. by: what takes it anyway; then it cannot be unticked alone."""

    text: str
    is_ticked: bool
    by: str


@dataclass(frozen=True, slots=True)
class Tray:
    """back and query lead back to the page that shows it."""

    wanted: Wanted
    back: str
    query: str

    @property
    def count(self) -> int:
        return len(self.wanted.picks)

    @property
    def shown(self) -> list[Picked]:
        return [Picked(text_of(pick), words_of(pick)) for pick in self.wanted.picks[:SHOWN]]

    @property
    def more(self) -> int:
        return max(self.count - SHOWN, 0)

    @property
    def links(self) -> dict[str, str]:
        return {page: self.wanted.address(page) for page in PAGES}


def box_of_several(some: tuple[Pick, ...], picks: tuple[Pick, ...]) -> Box:
    """One for all of them; a line of its text each."""
    boxes = [box_of(pick, picks) for pick in some]
    is_ticked = all(box.is_ticked for box in boxes)
    by = boxes[0].by if all(box.by for box in boxes) else ""
    return Box("\n".join(box.text for box in boxes), is_ticked, by)


def box_of(pick: Pick, picks: tuple[Pick, ...]) -> Box:
    covering = cover(picks, pick)
    return Box(text_of(pick), covering is not None or pick in picks, words_of(covering) if covering else "")
