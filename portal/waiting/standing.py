"""How a run that may wait stands: what it does or waits for, and what is in the drive meanwhile."""

from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from typing import Any

import humanize
from django.utils.translation import gettext as _

from mmbackup.engine.media.shelf import ShelfMedium
from mmbackup.models import Run
from mmbackup.services.drives.look_into_drive import DriveLook, look_into_drive
from mmbackup.services.drives.shelf import has_shelf, list_media
from portal.backup.progress import Progress, progress_of
from portal.media.picture import Picture, picture_of


class Standing:
    """What the page shows; scene changes whenever the page has to be drawn anew."""

    def __init__(self, run: Run, now: datetime) -> None:
        self.run = run
        self.progress: Progress = progress_of(run, now)
        self.is_waiting = run.state == Run.State.WAITING
        self._now = now

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
    def time_left(self) -> str:
        until = self.run.waits_until
        return humanize.naturaldelta(until - self._now) if until and until > self._now else _("no time")

    @property
    def scene(self) -> str:
        run = self.run
        seen = f"{self.look.state} {self.look.uuid} {self.look.problem}" if self.look else ""
        return f"{run.state} {run.part} {run.cancel_asked} {run.refusal} {seen}"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self.progress), "scene": self.scene}
