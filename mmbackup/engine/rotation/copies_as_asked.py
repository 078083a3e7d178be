"""The good copies again, read only as far back as a question goes: most are answered by the newest sets."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from mmbackup.engine.rotation.copies import Copy, Part, copies_of
from mmbackup.engine.rotation.facts import KnownMedium, What

_NOTHING_YET = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Batch:
    """Sets with all their parts, by their uuids. since: all that began later is known; None: all there is."""

    sets: Mapping[str, list[Part]]
    since: datetime | None


class SetsByAge(Protocol):
    """Where they are read. Media come without the sets on them."""

    def batch(self, number: int) -> Batch | None:
        """From 0, the newest first; None after the last one. Asked again, it is the same."""

    def parts_of(self, uuids: Collection[str]) -> Iterable[Part]:
        """Of these sets, however old."""


class CopiesAsAsked:
    """told: media of which somebody has a newer account than the one that is read."""

    def __init__(self, source: SetsByAge, told: Mapping[str, KnownMedium] | None = None) -> None:
        self._source = source
        self._told = told or {}
        self._read = 0
        self._since: datetime | None = _NOTHING_YET
        self._known: set[str] = set()
        self._found: dict[What, list[Copy]] = defaultdict(list)
        uuids = {known.uuid for medium in self._told.values() for known in medium.sets}
        if uuids:
            self._take({uuid: [] for uuid in uuids} | _by_uuid(source.parts_of(uuids)))

    def of(self, what: What) -> Iterator[Copy]:
        """The newest first."""
        given = 0
        while True:
            for copy in self._found[what][given:]:
                if self._since is not None and copy.started_at <= self._since:
                    break  # one between may not be read yet
                given += 1
                yield copy
            if not self._read_on():
                return

    def with_medium(self, _old: KnownMedium | None, new: KnownMedium) -> "CopiesAsAsked":
        return CopiesAsAsked(self._source, {**self._told, new.uuid: new})

    def _read_on(self) -> bool:
        batch = self._source.batch(self._read)
        if batch is None:
            return False
        self._read += 1
        self._since = batch.since
        self._take(batch.sets)
        return True

    def _take(self, sets: Mapping[str, list[Part]]) -> None:
        for uuid, parts in sets.items():
            if uuid in self._known:
                continue
            self._known.add(uuid)
            for what, copy in copies_of(self._as_told(uuid, parts)):
                self._found[what].append(copy)
        for copies in self._found.values():
            copies.sort(key=lambda copy: copy.started_at, reverse=True)

    def _as_told(self, uuid: str, parts: list[Part]) -> list[Part]:
        others = [part for part in parts if part[0].uuid not in self._told]
        return others + [
            (medium, known) for medium in self._told.values() for known in medium.sets if known.uuid == uuid
        ]


def _by_uuid(parts: Iterable[Part]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        found[part[1].uuid].append(part)
    return found
