"""Add a site, give it another name or another clock."""

from datetime import datetime

from django.db import IntegrityError, transaction

from mmbackup.models import Schedule, Site
from mmbackup.services.configuration.checking import TableFaulty, checked_site
from mmbackup.services.configuration.edits import ChangedMeanwhile, as_shown, tell_edit
from mmbackup.services.configuration.values import Values, site_values
from mmbackup.services.schedule import apply_schedule


def add_site(*, values: Values, now: datetime) -> Site:
    """Nothing is saved until it has servers, a drive, and a schedule that is switched on."""
    table = checked_site(values=values)
    try:
        with transaction.atomic():
            site = Site.objects.create(name=table.name, time_zone=table.time_zone)
            schedule = Schedule.objects.create(site=site, enabled=False, since=now)
            apply_schedule(schedule=schedule, now=now)
            new = site_values(site)
            tell_edit(site=site, what=f"site {site.name}", verb="added", old={}, new=new, now=now)
    except IntegrityError as error:
        raise _taken(table.name) from error
    return site


def change_site(*, site: Site, shown: Values, values: Values, now: datetime) -> None:
    """Its nights follow its clock from now on."""
    table = checked_site(values=values)
    try:
        with transaction.atomic():
            row = Site.objects.select_for_update().filter(pk=site.pk).first()
            if row is None:
                raise ChangedMeanwhile(f"somebody else removed the site {site.name} meanwhile")
            was = site_values(row)
            as_shown(f"the site {row.name}", is_now=was, shown=shown)
            row.name, row.time_zone = table.name, table.time_zone
            row.save(update_fields=["name", "time_zone"])
            apply_schedule(schedule=Schedule.objects.select_related("site").get(site=row), now=now)
            new = site_values(row)
            tell_edit(site=row, what=f"site {was['name']}", verb="changed", old=was, new=new, now=now)
    except IntegrityError as error:
        raise _taken(table.name) from error


def _taken(name: str) -> TableFaulty:
    return TableFaulty([("name", f"there is a site named {name} already")])
