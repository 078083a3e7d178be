"""A site played night after night without a byte written: its media, the people who swap them, and luck.

What a night does to the sets on a medium is what operations.backup does: unverified and then old sets go to
make room, the kept ones never; after a full success all older ones go, after a partial one all but the kept.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from itertools import count

from mmbackup.engine.errors import WrongMedium
from mmbackup.engine.rotation.admission import Judged, admit, judge
from mmbackup.engine.rotation.expectation import expected
from mmbackup.engine.rotation.facts import DrivePools, KnownMedium, KnownSet, What
from mmbackup.engine.rotation.library import Library
from mmbackup.engine.rotation.nights import Night, pools_of_night
from tests.engine.rotation.facts_for_tests import ALL, MESSAGES, SUNDAY, SYSTEM

DVD = 1000


class Luck(Enum):
    """How a night ends once its medium was accepted."""

    FULL = auto()
    PARTIAL = auto()  # messages are cut
    NO_MESSAGES_SAVED = auto()  # a full success of a server that has none
    ERRORS = auto()
    NOT_VERIFIED = auto()
    FAILED_WHILE_WRITING = auto()
    FAILED_AT_ONCE = auto()


@dataclass
class Told:
    """What a night did: refusal is its reason when the medium was not taken."""

    medium: str
    refusal: WrongMedium | None = None
    removed: tuple[KnownSet, ...] = ()
    was_only_medium: bool = False


@dataclass
class Site:
    pools: DrivePools
    media: dict[str, KnownMedium] = field(default_factory=dict)
    in_drive: str = ""
    today: date = SUNDAY
    size: int = 300
    _sets: "count[int]" = field(default_factory=lambda: count(1))

    # people

    def add(self, name: str, pool: str, capacity: int = DVD) -> None:
        self.media[name] = KnownMedium(f"uuid of {name}", name, pool, (), capacity)

    def insert(self, name: str) -> None:
        self.in_drive = name

    def take_out(self) -> None:
        self.in_drive = ""

    def say(self, name: str, trouble: str) -> None:
        self.media[name] = replace(self.media[name], trouble=trouble)

    def insert_expected(self) -> None:
        wanted = self.expectation()
        if wanted is not None:
            self.insert(wanted.name)

    def expectation(self) -> KnownMedium | None:
        return expected(night=self.night(), judged=self.judged()).medium

    def judged(self) -> list[Judged]:
        library, night = self.library(), self.night()
        return [judge(medium=medium, night=night, library=library) for medium in self.media.values()]

    def relabel(self, name: str) -> None:
        """What a person does after typing the medium's name: all that was on it is gone."""
        medium = self.media[name]
        self._keep(replace(medium, free=medium.room_beside(frozenset()), sets=()))

    # nights

    def night(self) -> Night:
        return Night(self.today, pools_of_night(self.pools, self.today), self.size)

    def library(self) -> Library:
        return Library(media=self.media.values(), wanted=ALL)

    def run(self, luck: Luck, *, true_size: int | None = None) -> Told:
        """The night of today; true_size is what the forecast did not know."""
        medium = self.media.get(self.in_drive)
        if medium is None:
            return Told("")
        library = self.library()
        told = Told(medium.name, was_only_medium=library.is_only_medium(medium, self.today))
        try:
            kept = admit(medium=medium, night=self.night(), library=library)
        except WrongMedium as error:
            told.refusal = error
            return told
        self._write(medium, kept, luck, self.size if true_size is None else true_size)
        after = {known.uuid for known in self.media[medium.name].sets}
        told.removed = tuple(known for known in medium.sets if known.uuid not in after)
        return told

    def end_of_day(self) -> None:
        self.today += timedelta(days=1)

    def _write(self, medium: KnownMedium, kept: frozenset[str], luck: Luck, size: int) -> None:
        if luck is Luck.FAILED_AT_ONCE:
            return
        if luck is Luck.PARTIAL or size > medium.room_beside(kept):
            luck, size = (Luck.PARTIAL if luck is Luck.FULL else luck), min(size, medium.room_beside(kept))
        medium = _make_room(medium, kept, size)
        if luck is Luck.FAILED_WHILE_WRITING or size == 0:
            self._keep(medium)
            return
        new = self._new_set(luck, size)
        medium = replace(medium, sets=(*medium.sets, new), free=medium.free - size)
        self._keep(_clear_away(medium, kept, new, luck))

    def _new_set(self, luck: Luck, size: int) -> KnownSet:
        begun = datetime.combine(self.today, time(3, 5), UTC)
        holds: frozenset[What] = frozenset([SYSTEM]) if luck is Luck.NO_MESSAGES_SAVED else ALL
        name = f"set {next(self._sets)} of {self.today}"
        return KnownSet(name, name, self.today, begun, size, holds, luck is not Luck.NOT_VERIFIED)

    def _keep(self, medium: KnownMedium) -> None:
        self.media[medium.name] = medium


def _make_room(medium: KnownMedium, kept: frozenset[str], size: int) -> KnownMedium:
    in_turn = sorted(medium.sets, key=lambda known: (known.is_verified, known.started_at))
    removable = [known for known in in_turn if known.name not in kept]
    while medium.free < size and removable:
        medium = _without(medium, removable.pop(0))
    return medium


def _clear_away(medium: KnownMedium, kept: frozenset[str], new: KnownSet, luck: Luck) -> KnownMedium:
    if luck not in (Luck.FULL, Luck.PARTIAL, Luck.NO_MESSAGES_SAVED):
        return medium
    for known in medium.sets:
        if known is new:
            continue
        is_replaced = luck is not Luck.PARTIAL and known.holds <= new.holds
        if known.name not in kept or is_replaced:
            medium = _without(medium, known)
    return medium


def _without(medium: KnownMedium, gone: KnownSet) -> KnownMedium:
    sets = tuple(known for known in medium.sets if known is not gone)
    return replace(medium, sets=sets, free=medium.free + gone.size)


def good_copies(site: Site) -> dict[What, set[str]]:
    """Counted here anew, without the library: on which usable media a verified set holds each thing."""
    found: dict[What, set[str]] = {SYSTEM: set(), MESSAGES: set()}
    for medium in site.media.values():
        for known in medium.sets if not medium.trouble else ():
            for what in known.holds if known.is_verified else ():
                found[what].add(known.uuid)
    return found
