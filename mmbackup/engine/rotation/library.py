"""All media that are known, and where the good copies of everything are."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mmbackup.engine.rotation.facts import KnownMedium, KnownSet, What

Part = tuple[KnownMedium, KnownSet]


@dataclass(frozen=True, slots=True)
class Copy:
    """One verified copy of something, and the media it takes to restore it."""

    started_at: datetime
    media: frozenset[str]
    medium_name: str


class Library:
    """Never changed once made. wanted is what the site's configuration saves today.

    What lies on a retired, damaged or lost medium does not count, nor what was not verified, nor a set over
    several media of which a part is missing.
    """

    def __init__(self, *, media: Iterable[KnownMedium], wanted: frozenset[What]) -> None:
        self.media = tuple(media)
        self.wanted = wanted
        self._copies = _copies(self.media)

    def knows(self, medium_uuid: str) -> bool:
        return any(medium.uuid == medium_uuid for medium in self.media)

    def with_medium(self, medium: KnownMedium) -> "Library":
        """The same, with this account of the medium in place of the one there was."""
        others = (known for known in self.media if known.uuid != medium.uuid)
        return Library(media=(*others, medium), wanted=self.wanted)

    def only_here(self, medium: KnownMedium) -> dict[What, KnownSet]:
        """What could not be restored without this medium: the newest set on it that holds it."""
        found: dict[What, KnownSet] = {}
        for known in sorted(filter(_counts, medium.sets), key=lambda known: known.started_at):
            for what in self._asked_for(known):
                if self.elsewhere(what, medium.uuid) is None:
                    found[what] = known
        return found

    def elsewhere(self, what: What, medium_uuid: str) -> Copy | None:
        """The newest good copy that does not need the medium."""
        return next((copy for copy in self._copies.get(what, ()) if medium_uuid not in copy.media), None)

    def is_only_medium(self, medium: KnownMedium, night: date) -> bool:
        """Whether its pool has no other that may be written."""
        return not any(
            other.pool == medium.pool and other.uuid != medium.uuid and other.may_be_written(night)
            for other in self.media
        )

    def _asked_for(self, known: KnownSet) -> set[What]:
        """A server that is no longer configured is not looked after by itself, its data type is."""
        return {what for what in known.holds if what in self.wanted} | _of_any_server(known.holds)


def _counts(known: KnownSet) -> bool:
    return known.is_verified


def _of_any_server(holds: Iterable[What]) -> set[What]:
    return {(data_type, "") for data_type, _ in holds}


def _copies(media: Iterable[KnownMedium]) -> dict[What, list[Copy]]:
    """The newest first."""
    sets: dict[str, list[Part]] = defaultdict(list)
    for medium in media:
        for known in medium.sets:
            sets[known.uuid].append((medium, known))
    found: dict[What, list[Copy]] = defaultdict(list)
    for parts in sets.values():
        if _is_whole(parts):
            _add_copies(parts, found)
    for copies in found.values():
        copies.sort(key=lambda copy: copy.started_at, reverse=True)
    return found


def _is_whole(parts: list[Part]) -> bool:
    """All parts are known, each on one medium."""
    number = max(known.parts for _, known in parts)
    counted = Counter(known.part for _, known in parts)
    return number > 0 and set(counted) == set(range(1, number + 1))


def _add_copies(parts: list[Part], found: dict[What, list[Copy]]) -> None:
    holds = frozenset[What]().union(*(known.holds for _, known in parts))
    for what in holds | _of_any_server(holds):
        needed = [part for part in parts if what in part[1].holds | _of_any_server(part[1].holds)]
        if all(_is_good(part) for part in needed):
            media = frozenset(medium.uuid for medium, _ in needed)
            name = ", ".join(dict.fromkeys(medium.name for medium, _ in needed))
            found[what].append(Copy(needed[0][1].started_at, media, name))


def _is_good(part: Part) -> bool:
    medium, known = part
    return known.is_verified and not medium.trouble
