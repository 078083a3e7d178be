"""The sets that lie on media, the newest first and a few at a time, as the rotation's facts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from mmbackup.engine.rotation.copies import Part
from mmbackup.engine.rotation.copies_as_asked import Batch
from mmbackup.engine.rotation.facts import KnownMedium
from mmbackup.models import BackupSet, Site
from mmbackup.services.rotation.known_media import SET_COLUMNS, known_set, told_rows, trouble_in

AT_ONCE: tuple[int | None, ...] = (16, 640, None)  # nearly every question is answered by the first few
_COLUMNS = (*SET_COLUMNS, "medium__uuid", "medium__name", "medium__pool", "medium__place", "medium__status")
Row = dict[str, Any]


class SetsByAgeInDatabase:
    """Reads each batch once, when it is asked for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._zone = ZoneInfo(site.time_zone)
        self._batches: list[Batch] = []
        self._last: tuple[datetime, int] | None = None

    def batch(self, number: int) -> Batch | None:
        while len(self._batches) <= number and len(self._batches) < len(AT_ONCE) and not self._is_over():
            self._batches.append(self._next(AT_ONCE[len(self._batches)]))
        return self._batches[number] if number < len(self._batches) else None

    def parts_of(self, uuids: Collection[str]) -> Iterable[Part]:
        return [self._part(row) for row in self._rows().filter(uuid__in=list(uuids)).values(*_COLUMNS)]

    def _is_over(self) -> bool:
        return bool(self._batches) and self._batches[-1].since is None

    def _next(self, most: int | None) -> Batch:
        rows = list(
            self._rows().filter(self._older()).order_by("-written_at", "-pk")[:most].values(*_COLUMNS)
        )
        sets: dict[str, list[Part]] = defaultdict(list)
        for row in rows:
            if row["parts"] == 1:
                sets[str(row["uuid"])].append(self._part(row))
        for part in self.parts_of({str(row["uuid"]) for row in rows if row["parts"] != 1}):
            sets[part[1].uuid].append(part)
        is_last = most is None or len(rows) < most
        self._last = (rows[-1]["written_at"], rows[-1]["pk"]) if rows else None
        return Batch(sets, None if is_last else rows[-1]["written_at"])

    def _rows(self) -> QuerySet[BackupSet]:
        return told_rows(self._site)

    def _older(self) -> Q:
        if self._last is None:
            return Q()
        at, pk = self._last
        return Q(written_at__lt=at) | Q(written_at=at, pk__lt=pk)

    def _part(self, row: Row) -> Part:
        trouble = trouble_in(row["medium__place"], row["medium__status"])
        uuid, name, pool = str(row["medium__uuid"]), row["medium__name"], row["medium__pool"]
        return KnownMedium(uuid, name, pool, trouble=trouble), known_set(row, self._zone)
