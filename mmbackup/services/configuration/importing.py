"""Replace the site's configuration by that of a TOML file, all at once; runs, logs and media are kept."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mmbackup.engine.catalogue import items_of
from mmbackup.engine.codes import CONFIGURATION_CHANGED
from mmbackup.models import DataItem, Drive, Run, Schedule, Server, Site, Source
from mmbackup.services.configuration.elsewhere import taken_elsewhere
from mmbackup.services.configuration.faults import ConfigurationFaulty, Fault, Place
from mmbackup.services.configuration.fields import (
    drive_fields,
    schedule_fields,
    server_fields,
    source_fields,
)
from mmbackup.services.configuration.history import objects_of, tell_import
from mmbackup.services.configuration.installation import take_installation
from mmbackup.services.configuration.keys import take_keys
from mmbackup.services.configuration.lines import line_at, lines_of
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
from mmbackup.services.site import all_sites


def import_configuration(*, text: str, now: datetime, site: Site | None = None, as_new: bool = False) -> Site:
    """Of that site, or of the one it speaks of, or of a new one.

    Raise ConfigurationFaulty, with nothing changed, unless the whole of it is right.
    """
    configuration = read_configuration(text)
    with transaction.atomic():
        meant = None if as_new else site or site_spoken_of(configuration, text=text)
        before = objects_of(meant)
        taken = take_in(configuration, text=text, site=meant, now=now)
        tell_import(site=taken, before=before, now=now)
        fill_shelves(configuration.drives)  # last: a folder's making cannot be rolled back
    return taken


def site_spoken_of(configuration: Configuration, *, text: str) -> Site | None:
    """The one of the file's name, else the only one there is; None while there is none."""
    sites, name = all_sites(), configuration.site.name
    named = [site for site in sites if site.name == name]
    if not named and len(sites) > 1:
        reason = f"there is no site named {name!r}; say which one is meant, or that it is a new one"
        raise _at_its_name(text, reason)
    return next(iter(named or sites), None)


def take_in(configuration: Configuration, *, text: str, site: Site | None, now: datetime) -> Site:
    """All of it that lies in the database; in the caller's transaction."""
    _check_name(configuration.site.name, site, text)
    _check_places(configuration.drives, site, text)
    site = site or Site()
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
    take_installation(configuration, now=now)
    record_event(site=site, code=CONFIGURATION_CHANGED, at=now)
    return site


def _check_name(name: str, site: Site | None, text: str) -> None:
    """Another site's name is that site's."""
    others = Site.objects.filter(name=name)
    if (others.exclude(pk=site.pk) if site else others).exists():
        raise _at_its_name(text, f"there is another site named {name!r}")


def _check_places(drives: list[DriveTable], site: Site | None, text: str) -> None:
    lines = lines_of(text)
    found = ((number, taken_elsewhere(drive.settings, site=site)) for number, drive in enumerate(drives))
    places = [(("drives", number, fault[0]), fault[1]) for number, fault in found if fault]
    if places:
        raise ConfigurationFaulty([Fault(line_at(lines, place), place, reason) for place, reason in places])


def _at_its_name(text: str, reason: str) -> ConfigurationFaulty:
    place: Place = ("site", "name")
    return ConfigurationFaulty([Fault(line_at(lines_of(text), place), place, reason)])


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
