"""What the server's own indexes say of damaged files: which they are, and on which other media they lie."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Self

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.set_account import BackupSet as SetOnMedium
from mmbackup.engine.format.times import label_date
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.models import BackupSet, Medium, Site
from mmbackup.services.index.keep import index_path

MOST_SETS = 60  # of the newest that are looked through
MOST_PLACES = 3


class ServerRecords:
    """For one verification; indexes are opened when something is damaged, and stay open until its end."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._opened = ExitStack()
        self._others: list[tuple[BackupSet, SetIndex]] | None = None
        self._here = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def entries(self, medium_set: SetOnMedium, pieces: frozenset[str]) -> Iterator[IndexedFile] | None:
        self._here = medium_set.medium_uuid
        index = self._index(medium_set.uuid, medium_set.part)
        if index is None or index.head.set_uuid != medium_set.uuid:
            return None
        return (file for file in index.entries() if file.piece in pieces)

    def elsewhere(self, file: IndexedFile) -> tuple[str, ...]:
        """Media with the same bytes; if there is none, the newest older copy."""
        older = ""
        same: list[str] = []
        for row, index in self._on_other_media():
            found = index.find(file.path)
            if found is None or len(same) == MOST_PLACES:
                continue
            if (found.sha256, found.size) == (file.sha256, file.size):
                same += [row.medium.name] if row.medium.name not in same else []
            else:
                older = (
                    older or f"another version of {label_date(row.written_at.date())} on {row.medium.name}"
                )
        return tuple(same) or ((older,) if older else ())

    def _on_other_media(self) -> list[tuple[BackupSet, SetIndex]]:
        if self._others is None:
            rows = BackupSet.objects.filter(
                medium__site=self._site, removed_at__isnull=True, verified_at__isnull=False, damage=""
            )
            rows = rows.exclude(medium__uuid=self._here).exclude(medium__status=Medium.Status.DAMAGED)
            rows = rows.exclude(medium__place=Medium.Place.LOST).select_related("medium")
            found = ((row, self._index(str(row.uuid), row.part)) for row in rows[:MOST_SETS])
            self._others = [(row, index) for row, index in found if index is not None]
        return self._others

    def _index(self, set_uuid: str, part: int) -> SetIndex | None:
        path = index_path(set_uuid, part)
        try:
            return self._opened.enter_context(SetIndex(path)) if path.exists() else None
        except FormatError:
            return None
