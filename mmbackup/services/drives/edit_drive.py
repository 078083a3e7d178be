"""Add a drive to a site, change it, remove it."""

from datetime import datetime

from django.db import transaction

from mmbackup.models import Drive, Pool, Run, Schedule, Site
from mmbackup.services.configuration.checking import checked_drive
from mmbackup.services.configuration.edits import ChangedMeanwhile, StillUsed, as_shown, tell_edit
from mmbackup.services.configuration.fields import drive_fields
from mmbackup.services.configuration.shelves import fill_shelves
from mmbackup.services.configuration.values import Values, drive_values

OPEN = [Run.State.QUEUED, Run.State.RUNNING, Run.State.WAITING]


def add_drive(*, site: Site, values: Values, now: datetime) -> Drive:
    """values as in the file; TableFaulty when they are not right. The site's first serves its schedule."""
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        table = checked_drive(site=site, values=values)
        drive = Drive.objects.create(site=site, name=table.name, **drive_fields(table))
        _make_pools(drive)
        Schedule.objects.filter(site=site, drive=None).update(drive=drive)
        new = drive_values(drive)
        tell_edit(site=site, what=f"drive {drive.name}", verb="added", old={}, new=new, now=now)
        fill_shelves([table])  # last: a folder's making cannot be rolled back
    return drive


def change_drive(*, drive: Drive, shown: Values, values: Values, now: datetime) -> None:
    """What was seen in it counts no more: it may be another drive now."""
    with transaction.atomic():
        row = _free(drive)
        was = drive_values(row)
        as_shown(f"the drive {row.name}", is_now=was, shown=shown)
        table = checked_drive(site=row.site, values=values, instead_of=row)
        fields = drive_fields(table)
        unseen: Values = {"seen": {}, "seen_at": None} if _is_elsewhere(row, fields) else {}
        Drive.objects.filter(pk=row.pk).update(name=table.name, **fields, **unseen)
        row.refresh_from_db()
        _make_pools(row)
        new = drive_values(row)
        tell_edit(site=row.site, what=f"drive {was['name']}", verb="changed", old=was, new=new, now=now)
        fill_shelves([table])


def remove_drive(*, drive: Drive, shown: Values, now: datetime) -> None:
    """Raise StillUsed while the schedule or a run has it. Its media and runs stay."""
    with transaction.atomic():
        row = _free(drive)
        was = drive_values(row)
        as_shown(f"the drive {row.name}", is_now=was, shown=shown)
        if Schedule.objects.filter(drive=row).exists():
            raise StillUsed(f"the nightly backup goes onto the drive {row.name}")
        Drive.objects.filter(pk=row.pk).delete()
        tell_edit(site=row.site, what=f"drive {row.name}", verb="removed", old=was, new={}, now=now)


def _free(drive: Drive) -> Drive:
    """Raise StillUsed while a run has the drive, or waits for it."""
    Site.objects.select_for_update().get(pk=drive.site_id)
    row = Drive.objects.select_for_update(of=("self",)).select_related("site").filter(pk=drive.pk).first()
    if row is None:
        raise ChangedMeanwhile(f"somebody else removed the drive {drive.name} meanwhile")
    run = Run.objects.filter(drive=row, state__in=OPEN).first()
    if run is not None:
        raise StillUsed(f"the drive {row.name} has a {run.in_words} under way")
    return row


def _is_elsewhere(row: Drive, fields: Values) -> bool:
    return (row.kind, row.settings) != (fields["kind"], fields["settings"])


def _make_pools(drive: Drive) -> None:
    """One that is named for the first time has a new pool's rules."""
    for name in drive.pool_names:
        Pool.objects.get_or_create(site=drive.site, name=name)
