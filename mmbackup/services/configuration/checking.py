"""One table of a site's configuration, checked as if the whole of it had come in a file."""

from collections.abc import Sequence
from typing import Any

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive, Schedule, Server, Site, Source
from mmbackup.services.configuration.elsewhere import taken_elsewhere
from mmbackup.services.configuration.faults import Fault, Place
from mmbackup.services.configuration.reading import look_over
from mmbackup.services.configuration.shape import (
    DriveTable,
    ScheduleTable,
    ServerTable,
    SiteTable,
    SourceTable,
)
from mmbackup.services.configuration.values import (
    Values,
    drive_values,
    schedule_values,
    server_values,
    site_values,
    source_values,
    sources_of,
)


class TableFaulty(BackupError):
    """faults: what is wrong, by the table's key; of the table as a whole, the key is empty."""

    next_step = "Mend what is named, and save again."

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{key}: {reason}" if key else reason for key, reason in faults))
        self.faults = tuple(faults)


def checked_site(*, values: Values) -> SiteTable:
    found: SiteTable = _checked({"site": values}, ("site",))
    return found


def checked_schedule(*, site: Site, values: Values) -> ScheduleTable:
    found: ScheduleTable = _checked({**_whole(site), "schedule": values}, ("schedule",))
    return found


def checked_drive(*, site: Site, values: Values, instead_of: Drive | None = None) -> DriveTable:
    others = [drive_values(drive) for drive in Drive.objects.filter(site=site) if drive != instead_of]
    found: DriveTable = _checked({**_whole(site), "drives": [*others, values]}, ("drives", len(others)))
    if fault := taken_elsewhere(found.settings, site=site):
        raise TableFaulty([fault])
    return found


def checked_server(*, site: Site, values: Values, instead_of: Server | None = None) -> ServerTable:
    """values without sources: those that it has stay with it."""
    others = _servers(site, instead_of)
    sources = [source_values(source) for source in sources_of(instead_of)] if instead_of else []
    raw = {**_whole(site), "servers": [*others, {**values, "sources": sources}]}
    found: ServerTable = _checked(raw, ("servers", len(others)))
    return found


def checked_source(*, server: Server, values: Values, instead_of: Source | None = None) -> SourceTable:
    others, site = _servers(server.site, server), server.site
    beside = [source_values(source) for source in sources_of(server) if source != instead_of]
    raw = {**_whole(site), "servers": [*others, {**server_values(server), "sources": [*beside, values]}]}
    found: SourceTable = _checked(raw, ("servers", len(others), "sources", len(beside)))
    return found


def _servers(site: Site, but: Server | None) -> list[Values]:
    return [server_values(server) for server in Server.objects.filter(site=site) if server != but]


def _whole(site: Site) -> Values:
    """What tables may have to agree with."""
    schedule = Schedule.objects.select_related("drive").get(site=site)
    drives = [drive_values(drive) for drive in Drive.objects.filter(site=site)]
    return {"site": site_values(site), "schedule": schedule_values(schedule), "drives": drives}


def _checked(raw: Values, place: Place) -> Any:
    """The table at that place. What is wrong elsewhere is not this edit's."""
    whole, found = look_over({"schedule": {"drive": ""}, **raw})
    faults = [(where[len(place) :], reason) for where, reason in found if where[: len(place)] == place]
    if faults:
        raise TableFaulty([_by_key(where, reason) for where, reason in faults])
    table: Any = whole
    for step in place:
        table = getattr(table, step) if isinstance(step, str) else table[step]
    return table


def _by_key(where: Place, reason: str) -> tuple[str, str]:
    """Further down the place stands before the reason: sources[2].item."""
    if not where:
        return "", reason
    inner = Fault(0, where, "").place_text() if len(where) > 1 else ""
    return str(where[0]), f"{inner}: {reason}" if inner else reason
