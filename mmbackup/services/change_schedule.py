"""Change a site's schedule: checked as the configuration file is, told to beat and to both logs."""

from datetime import datetime

from django.db import transaction

from mmbackup.models import Drive, Schedule, Site
from mmbackup.services.configuration.checking import checked_schedule
from mmbackup.services.configuration.edits import as_shown, tell_edit
from mmbackup.services.configuration.fields import schedule_fields
from mmbackup.services.configuration.values import Values, schedule_values
from mmbackup.services.schedule import apply_schedule


def change_schedule(*, site: Site, shown: Values, values: Values, now: datetime) -> Schedule:
    """values as in the file. Nights that were due before now are not held against a new time."""
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        was = schedule_values(_row(site))
        as_shown("the schedule", is_now=was, shown=shown)
        table = checked_schedule(site=site, values=values)
        drive = Drive.objects.get(site=site, name=table.drive)
        Schedule.objects.filter(site=site).update(**schedule_fields(table, drive))
        schedule = _row(site)
        apply_schedule(schedule=schedule, now=now)
        new = schedule_values(schedule)
        what = f"schedule of {site.name}"
        tell_edit(site=site, what=what, verb="changed", old=was, new=new, now=now)
    return schedule


def _row(site: Site) -> Schedule:
    return Schedule.objects.select_related("site", "drive", "periodic_task").get(site=site)
