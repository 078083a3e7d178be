"""Where the good copies of everything are, among all media that are known."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from mmbackup.engine.rotation.facts import KnownMedium, KnownSet, What

Part = tuple[KnownMedium, KnownSet]


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of something, and the media it takes to restore it. Not verified: by its media's own word."""

    set_uuid: str
    started_at: datetime
    media: frozenset[str]
    medium_name: str
    is_verified: bool = True


class Copies:
    """Never changed once made.

    What lies on a retired, damaged or lost medium does not count, nor what was never verified, nor a set over
    several media of which a part is missing.
    """

    def __init__(self, parts: dict[str, list[Part]], found: dict[What, list[Copy]]) -> None:
        self._parts = parts  # by the set's uuid
        self._found = found  # the newest first

    @classmethod
    def among(cls, media: Iterable[KnownMedium]) -> Self:
        parts: dict[str, list[Part]] = defaultdict(list)
        for medium in media:
            for known in medium.sets:
                parts[known.uuid].append((medium, known))
        found: dict[What, list[Copy]] = defaultdict(list)
        for of_set in parts.values():
            for what, copy in copies_of(of_set):
                found[what].append(copy)
        for copies in found.values():
            copies.sort(key=_age)
        return cls(parts, found)

    def of(self, what: What) -> list[Copy]:
        return self._found.get(what, [])

    def with_medium(self, old: KnownMedium | None, new: KnownMedium) -> "Copies":
        """The same with another account of one medium; asks of the sets on it alone."""
        changed = {known.uuid for known in (*(old.sets if old else ()), *new.sets)}
        parts = {**self._parts, **{uuid: self._replaced(uuid, new) for uuid in changed}}
        found = dict(self._found)
        for what in self._touched(changed) | {what for known in new.sets for what in _held(known)}:
            found[what] = [copy for copy in self.of(what) if copy.set_uuid not in changed]
        for uuid in changed:
            for what, copy in copies_of(parts[uuid]):
                found[what] = sorted([*found.get(what, []), copy], key=_age)
        return Copies(parts, found)

    def _replaced(self, uuid: str, medium: KnownMedium) -> list[Part]:
        others = [part for part in self._parts.get(uuid, []) if part[0].uuid != medium.uuid]
        return others + [(medium, known) for known in medium.sets if known.uuid == uuid]

    def _touched(self, uuids: set[str]) -> set[What]:
        return {what for uuid in uuids for _, known in self._parts.get(uuid, []) for what in _held(known)}


def of_any_server(holds: Iterable[What]) -> set[What]:
    return {(data_type, "") for data_type, _ in holds}


def _held(known: KnownSet) -> frozenset[What]:
    return known.holds | of_any_server(known.holds)


def _age(copy: Copy) -> float:
    return -copy.started_at.timestamp()


def copies_of(parts: list[Part]) -> Iterator[tuple[What, Copy]]:
    """Of one set, by what it holds."""
    if not _is_whole(parts):
        return
    uuid, started_at = parts[0][1].uuid, min(known.started_at for _, known in parts)
    for what in frozenset[What]().union(*(_held(known) for _, known in parts)):
        needed = [part for part in parts if what in _held(part[1])] if len(parts) > 1 else parts
        if all(_is_good(part) for part in needed):
            media = frozenset(medium.uuid for medium, _ in needed)
            name = ", ".join(sorted({medium.name for medium, _ in needed}))
            is_verified = all(known.is_verified for _, known in needed)
            yield what, Copy(uuid, started_at, media, name, is_verified)


def _is_whole(parts: list[Part]) -> bool:
    """All parts are known, whichever of them knows how many there are."""
    number = max((known.parts for _, known in parts), default=0)
    counted = Counter(known.part for _, known in parts)
    return number > 0 and set(counted) == set(range(1, number + 1))


def _is_good(part: Part) -> bool:
    medium, known = part
    return known.is_worth_keeping and not medium.trouble
