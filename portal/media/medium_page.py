"""All that a medium's page shows of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mmbackup.models import BackupSet, Custody, Medium
from mmbackup.services.media.if_lost import Loss, if_lost
from mmbackup.services.proof.media_checked import last_read
from portal.looks import Look
from portal.media.medium_looks import data_types_of, is_worn, look_of_place, look_of_set, look_of_status

LINES_A_PAGE = 25
EARLIER_A_PAGE = 10
ACTS: dict[str, Promise] = {
    Custody.Act.LABELLED: _("Labelled"),
    Custody.Act.RELABELLED: _("Relabelled"),
    Custody.Act.FORMATTED: _("Formatted"),
    Custody.Act.INSERTED: _("Inserted"),
    Custody.Act.EJECTED: _("Ejected"),
    Custody.Act.MOVED: _("Moved"),
    Custody.Act.WRITTEN: _("Written"),
    Custody.Act.VERIFIED: _("Verified"),
    Custody.Act.READ_ERROR: _("Read error"),
    Custody.Act.STATUS: _("Status changed"),
    Custody.Act.EDITED: _("Edited"),
}


@dataclass(frozen=True, slots=True)
class SetRow:
    backup_set: BackupSet
    look: Look
    data_types: str

    @property
    def part(self) -> str:
        """Empty for a set on one medium."""
        if self.backup_set.parts == 1:
            return ""
        words = {"part": self.backup_set.part, "parts": self.backup_set.parts}
        if self.backup_set.parts:
            return _("part %(part)s of %(parts)s") % words
        return _("part %(part)s of an unfinished set") % words


@dataclass(frozen=True, slots=True)
class MediumPage:
    medium: Medium
    status: Look
    place: Look
    is_worn: bool
    sets: list[SetRow]
    earlier: Page[BackupSet]
    losses: tuple[Loss, ...]
    history: Page[Custody]

    @property
    def lines(self) -> list[tuple[Custody, Promise]]:
        """Of the history, each with what was done."""
        return [(line, ACTS[line.act]) for line in self.history]

    @property
    def read_at(self) -> datetime | None:
        """When all of its sets had been read whole."""
        return last_read(row.backup_set for row in self.sets)

    @property
    def is_in_drive(self) -> bool:
        return self.medium.place == Medium.Place.IN_DRIVE and self.medium.last_drive is not None

    @property
    def used(self) -> int:
        return max(self.medium.capacity - self.medium.free, 0)

    @property
    def is_out_of_use(self) -> bool:
        out = (Medium.Status.RETIRED, Medium.Status.DAMAGED)
        return self.medium.status in out or self.medium.place == Medium.Place.LOST


def medium_page(medium: Medium, *, today: date, line: str | None, earlier: str | None) -> MediumPage:
    """line and earlier: the pages asked for of the history and of the sets that are gone."""
    sets = BackupSet.objects.filter(medium=medium).select_related("run__log")
    gone = sets.filter(removed_at__isnull=False)
    return MediumPage(
        medium=medium,
        status=look_of_status(medium),
        place=look_of_place(medium),
        is_worn=is_worn(medium, today),
        sets=[_row(each) for each in sets.filter(removed_at__isnull=True)],
        earlier=Paginator(gone, EARLIER_A_PAGE).get_page(earlier),
        losses=if_lost(medium=medium),
        history=Paginator(Custody.objects.filter(medium=medium), LINES_A_PAGE).get_page(line),
    )


def _row(backup_set: BackupSet) -> SetRow:
    return SetRow(backup_set, look_of_set(backup_set), data_types_of(backup_set))
