"""Which medium is where, as far as we have seen it. For callers inside a transaction of their own.

Lock order: the drive's row, then its media's. Whoever sees a drive's content holds the row while he writes it
down, so that two who look at once do not put two media into one drive.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from mmbackup.engine.events import BackupResult, PartWritten
from mmbackup.engine.format.identity import Identity
from mmbackup.models import Custody, Drive, Medium
from mmbackup.services.media.custody import PROGRAM, record_custody

MOST_WRITES = 2**31 - 1  # what the column holds; a medium may claim anything


@dataclass(frozen=True, slots=True)
class Life:
    """What a medium says of its own past; None and 0 where that is not known."""

    first_used_at: datetime | None = None
    write_count: int = 0
    replace_by: date | None = None

    @classmethod
    def of(cls, identity: Identity) -> Self:
        return cls(identity.first_used_at, identity.write_count, identity.replace_by)

    @classmethod
    def told_by(cls, told: BackupResult | PartWritten) -> Self | None:
        """None when the run did not come so far as to read it."""
        if not told.medium_first_used_at:
            return None
        replace_by = date.fromisoformat(told.medium_replace_by) if told.medium_replace_by else None
        return cls(datetime.fromisoformat(told.medium_first_used_at), told.medium_write_count, replace_by)


def remember_in_drive(
    *,
    drive: Drive,
    uuid: str,
    name: str,
    pool: str,
    capacity: int,
    free: int,
    now: datetime,
    by: str = PROGRAM,
    life: Life | None = None,
    arrival: Custody.Act = Custody.Act.INSERTED,
) -> Medium | None:
    """None when what the medium calls its identity is none: what comes from a medium may be anything."""
    identity = as_uuid(uuid)
    if identity is None:
        return None
    Drive.objects.select_for_update().get(pk=drive.pk)
    _take_out(drive, now=now, by=by, but=identity, why=f"{name[:63]} was found in its place")
    seen = {
        "name": name[:63],
        "pool": pool[:63],
        "capacity": capacity,
        "free": free,
        "last_seen_at": now,
        **_facts(life),
    }
    medium, has_arrived = _seen(drive, identity, seen)
    if has_arrived:
        record_custody(medium=medium, act=arrival, by=by, now=now, place=drive.name)
    _keep_own_date(medium, life)
    return medium


def put_on_shelf(*, drive: Drive, now: datetime, by: str = PROGRAM, why: str = "") -> None:
    """Whatever was in the drive is no longer in it."""
    Drive.objects.select_for_update().get(pk=drive.pk)
    _take_out(drive, now=now, by=by, but=None, why=why)


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _take_out(drive: Drive, *, now: datetime, by: str, but: UUID | None, why: str) -> None:
    there = Medium.objects.filter(last_drive=drive, place=Medium.Place.IN_DRIVE)
    for medium in there.exclude(uuid=but) if but else there:
        gone = Medium.objects.filter(pk=medium.pk, last_drive=drive, place=Medium.Place.IN_DRIVE)
        if gone.update(place=Medium.Place.ON_SHELF, place_name=""):
            record_custody(medium=medium, act=Custody.Act.EJECTED, by=by, now=now, detail=why)


def _seen(drive: Drive, identity: UUID, seen: dict[str, Any]) -> tuple[Medium, bool]:
    """The medium's row, and whether it was elsewhere, or nowhere, until now."""
    row = Medium.objects.filter(uuid=identity)
    if row.filter(last_drive=drive, place=Medium.Place.IN_DRIVE).update(**seen):
        return row.get(), False
    here = {**seen, "place": Medium.Place.IN_DRIVE, "place_name": "", "last_drive": drive}
    medium, _ = Medium.objects.update_or_create(
        uuid=identity, defaults=here, create_defaults={**here, "site": drive.site}
    )
    return medium, True


def _facts(life: Life | None) -> dict[str, Any]:
    if life is None:
        return {}
    return {"first_used_at": life.first_used_at, "write_count": min(max(life.write_count, 0), MOST_WRITES)}


def _keep_own_date(medium: Medium, life: Life | None) -> None:
    """A date that was edited here and does not stand on the medium yet is the newer one."""
    if life is not None:
        Medium.objects.filter(pk=medium.pk, replace_by_unwritten=False).update(replace_by=life.replace_by)
        medium.refresh_from_db(fields=["replace_by"])
