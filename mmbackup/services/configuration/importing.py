"""Replace the site's configuration by that of a TOML file, all at once; runs, logs and media are kept."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mmbackup.engine.catalogue import items_of
from mmbackup.engine.codes import CONFIGURATION_CHANGED
from mmbackup.models import DataItem, Drive, Run, Schedule, Server, Site, Source
from mmbackup.services.configuration.faults import ConfigurationFaulty, Fault
from mmbackup.services.configuration.fields import (
    drive_fields,
    schedule_fields,
    server_fields,
    source_fields,
)
from mmbackup.services.configuration.keys import take_keys
from mmbackup.services.configuration.lines import lines_of
from mmbackup.services.configuration.reading import read_configuration
from mmbackup.services.configuration.rotation import take_places, take_pools
from mmbackup.services.configuration.shape import (
    Configuration,
    DriveTable,
    ScheduleTable,
    ServerTable,
)
from mmbackup.services.configuration.shelves import fill_shelves
from mmbackup.services.record_event import record_event
from mmbackup.services.schedule import apply_schedule
from mmbackup.services.site import the_site


def import_configuration(*, text: str, now: datetime) -> Site:
    """Raise ConfigurationFaulty, with nothing changed, unless the whole of it is right."""
    configuration = read_configuration(text)
    with transaction.atomic():
        return _replace(configuration, text, now)


def _replace(configuration: Configuration, text: str, now: datetime) -> Site:
    site = the_site() or Site()
    site.name, site.time_zone = configuration.site.name, configuration.site.time_zone
    site.save()
    take_pools(site, configuration)
    take_keys(site, configuration, lines_of(text), now)
    take_places(site, configuration.places)
    drives = {drive.name: _take_drive(site, drive) for drive in configuration.drives}
    schedule = _take_schedule(site, configuration.schedule, drives[configuration.schedule.drive], now)
    _remove_drives(site, kept=drives)
    _take_servers(site, configuration.servers)
    apply_schedule(schedule=schedule, now=now)
    record_event(site=site, code=CONFIGURATION_CHANGED, at=now)
    fill_shelves(configuration.drives)  # last: a folder's making cannot be rolled back
    return site


def _take_drive(site: Site, table: DriveTable) -> Drive:
    """Known by its name, so that its runs and media stay with it."""
    drive, _ = Drive.objects.update_or_create(site=site, name=table.name, defaults=drive_fields(table))
    return drive


def _take_schedule(site: Site, table: ScheduleTable, drive: Drive, now: datetime) -> Schedule:
    schedule = Schedule.objects.filter(site=site).first() or Schedule(site=site, since=now)
    for name, value in schedule_fields(table, drive).items():
        setattr(schedule, name, value)
    schedule.save()
    return schedule


def _remove_drives(site: Site, kept: Iterable[str]) -> None:
    gone = Drive.objects.filter(site=site).exclude(name__in=list(kept))
    busy = gone.filter(runs__state=Run.State.RUNNING).first()
    if busy is not None:
        reason = (
            f"a backup runs on {busy.name!r}, which this file leaves out; import it when the run has ended"
        )
        raise ConfigurationFaulty([Fault(0, ("drives",), reason)])
    gone.delete()


def _take_servers(site: Site, tables: list[ServerTable]) -> None:
    """Known by their names, so that their pages keep their addresses; their sources are made anew."""
    Server.objects.filter(site=site).exclude(name__in=[table.name for table in tables]).delete()
    for position, table in enumerate(tables):
        fields = {**server_fields(table), "position": position}
        server, _ = Server.objects.update_or_create(site=site, name=table.name, defaults=fields)
        DataItem.objects.filter(server=server).delete()
        _take_sources(server, table)


def _take_sources(server: Server, table: ServerTable) -> None:
    """Items in the catalogue's order, sources in the file's."""
    for item in items_of(table.kind):
        sources = [source for source in table.sources if source.item == item.slug]
        if not sources:
            continue
        row = DataItem.objects.create(server=server, slug=item.slug)
        for source in sources:
            Source.objects.create(item=row, **source_fields(source))
