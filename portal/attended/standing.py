"""How an attended backup stands: its parts, what it does or waits for, and what is in the drive meanwhile."""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import humanize
from django.utils.timezone import localtime

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.media.shelf import ShelfMedium
from mmbackup.models import BackupSet, Run
from mmbackup.services.attended.request_attended import offered
from mmbackup.services.drives.look_into_drive import DriveLook, look_into_drive
from mmbackup.services.drives.shelf import has_shelf, list_media
from portal.backup.progress import Progress, progress_of
from portal.media.picture import Picture, picture_of


@dataclass(frozen=True, slots=True)
class Part:
    number: int
    medium: str
    words: str
    backup_set: BackupSet


class Standing:
    """What the page shows; scene changes whenever the page has to be drawn anew."""

    def __init__(self, run: Run, now: datetime) -> None:
        self.run = run
        self.progress: Progress = progress_of(run, now)
        self.is_waiting = run.state == Run.State.WAITING
        self._now = now

    @cached_property
    def parts(self) -> list[Part]:
        rows = BackupSet.objects.filter(run=self.run).select_related("medium").order_by("part")
        return [Part(row.part, row.medium.name, _words(row), row) for row in rows]

    @cached_property
    def look(self) -> DriveLook | None:
        return look_into_drive(drive=self.run.drive) if self.run.drive and self.is_waiting else None

    @property
    def picture(self) -> Picture | None:
        return picture_of(self.look, is_busy=False) if self.look else None

    @cached_property
    def shelf(self) -> list[ShelfMedium]:
        """What may be put in here; empty while something is in the drive."""
        drive = self.run.drive
        if not self.is_waiting or drive is None or not has_shelf(drive=drive):
            return []
        media = list_media(drive=drive)
        return [] if any(medium.loaded for medium in media) else media

    @property
    def used_already(self) -> set[str]:
        return set(self.run.media_names)

    @property
    def holds_part(self) -> bool:
        """What is in the drive is one of this backup's own."""
        media = {str(part.backup_set.medium.uuid) for part in self.parts}
        return bool(self.look and self.look.uuid in media)

    @property
    def time_left(self) -> str:
        until = self.run.waits_until
        return humanize.naturaldelta(until - self._now) if until and until > self._now else "no time"

    @property
    def chosen(self) -> str:
        """In words: what is saved."""
        offer = offered(site=self.run.site)
        servers = self.run.servers or list(offer)
        slugs = self.run.data_types
        kinds = dict.fromkeys(kind for name in servers for kind in offer.get(name, ()))
        titles = [kind.title for kind in sorted(kinds, key=_order) if not slugs or kind.slug in slugs]
        return f"{', '.join(titles)} of {', '.join(servers)}"

    @property
    def scene(self) -> str:
        run = self.run
        seen = f"{self.look.state} {self.look.uuid} {self.look.problem}" if self.look else ""
        return f"{run.state} {run.part} {run.cancel_asked} {run.refusal} {seen}"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self.progress), "scene": self.scene}


def standing_of(run: Run, now: datetime) -> Standing:
    return Standing(run, now)


def _order(kind: DataType) -> int:
    return list(DataType).index(kind)


def _words(row: BackupSet) -> str:
    files = sum(tally["saved_files"] for tally in row.tallies)
    read_back = f", read back {localtime(row.verified_at):%b %-d %H:%M}" if row.verified_at else ""
    return f"{files:,} files, {humanize.naturalsize(row.size)}{read_back}"
