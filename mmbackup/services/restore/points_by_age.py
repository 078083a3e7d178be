"""Recovery points, the newest first, read as far as they are asked for: ten thousand cost as a page does."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import overload
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mmbackup.engine.rotation.facts import What
from mmbackup.engine.rotation.recovery import Point
from mmbackup.models import BackupSet, Site
from mmbackup.services.index.holdings import that_hold
from mmbackup.services.index.whose import own_sets, sets_at

AT_ONCE = (32, 640)  # the newest, then some more; the rest by as many as before
OLDEST = 1970  # no backup is older, and no database need know of such years
Read = Callable[[list[UUID]], tuple[Point, ...]]


class PointsByAge(Sequence[Point]):
    """Of our own sets that still lie on their media; until: those of later moments are left out."""

    def __init__(
        self, site: Site, read: Read, until: datetime | None = None, wanted: Q | None = None
    ) -> None:
        self._site, self._read, self._until, self._wanted = site, read, until, wanted or Q()
        self._known: list[Point] = []
        self._is_whole = False
        self._count: int | None = None

    def __len__(self) -> int:
        if self._count is None:
            sets = self._rows() if self._until is None else self._sets()
            self._count = sets.order_by().values("uuid").distinct().count()
        return self._count

    def __iter__(self) -> Iterator[Point]:
        given = 0
        while True:
            yield from self._known[given:]
            given = len(self._known)
            if not self._read_on():
                return

    @overload
    def __getitem__(self, place: int) -> Point: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Point, ...]: ...
    def __getitem__(self, place: int | slice) -> Point | tuple[Point, ...]:
        if isinstance(place, int):
            return self._between(place, place + 1)[0] if place >= 0 else tuple(self)[place]
        start, stop, step = place.indices(len(self))
        return self._between(start, stop)[::step]

    def holding(self, what: What) -> Iterator[Point]:
        """Those of them that may hold it: looked for among the newest, then by the database."""
        newest = self._between(0, AT_ONCE[0])
        yield from newest
        if len(newest) == AT_ONCE[0]:
            older = PointsByAge(self._site, self._read, self._until, that_hold(what))
            seen = {point.set_uuid for point in newest}
            yield from (point for point in older if point.set_uuid not in seen)

    def _read_on(self) -> bool:
        if self._is_whole:
            return False
        most = AT_ONCE[0] if not self._known else AT_ONCE[1]
        found = self._points(len(self._known), len(self._known) + most)
        self._is_whole = len(found) < most
        self._known += found
        return bool(found)

    def _between(self, start: int, stop: int) -> tuple[Point, ...]:
        if stop <= len(self._known) or self._is_whole:
            return tuple(self._known[start:stop])
        if start <= len(self._known) and stop <= AT_ONCE[0]:
            self._read_on()
            return tuple(self._known[start:stop])
        return tuple(self._points(start, stop))

    def _points(self, start: int, stop: int) -> list[Point]:
        uuids = list(self._sets()[start:stop].values_list("uuid", flat=True))
        order = {str(uuid): place for place, uuid in enumerate(uuids)}
        return sorted(self._read(uuids), key=lambda point: order[point.set_uuid])

    def _sets(self) -> QuerySet[BackupSet]:
        """A set with all its parts is one, as old as its newest part. Asked row by row, the newest first."""
        rows, at, pk = self._rows(), OuterRef("written_at"), OuterRef("pk")
        newer = rows.filter(Q(written_at__gt=at) | Q(written_at=at, pk__gt=pk), uuid=OuterRef("uuid"))
        sets = rows.filter(~Exists(newer))
        if self._until is not None:
            sets = sets.filter(written_at__lte=self._until) if self._until.year >= OLDEST else sets.none()
        return sets.order_by("-written_at", "uuid")

    def _rows(self) -> QuerySet[BackupSet]:
        return sets_at(self._site).filter(own_sets(self._site), self._wanted)
