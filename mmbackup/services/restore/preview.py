"""What a restore would take, for the page that asks whether it is meant: plans it, and queues nothing.

The plan is kept, so that confirming and starting need not make it anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.names import one_line
from mmbackup.engine.index.shapes import PlannedPart
from mmbackup.engine.rotation.facts import What
from mmbackup.models import BackupSet, Server, Source
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.kept_plans import open_plan
from mmbackup.services.restore.plan import Planned, basis_of
from mmbackup.services.restore.target import check_target, doubts, free_at
from mmbackup.services.rotation.known_media import trouble_of


@dataclass(frozen=True, slots=True)
class Preview:
    """parts in the order in which their media are asked for. what: data types of servers that come back.

    encrypted: numbers of parts that need a key. stops: servers whose software would be stopped, if asked to;
    has_commands: there is such a server. free: bytes at the folder, None where that is not known.
    """

    parts: tuple[PlannedPart, ...]
    files: int
    size: int
    what: tuple[What, ...]
    encrypted: frozenset[int]
    warnings: tuple[str, ...]
    stops: tuple[str, ...]
    free: int | None

    @property
    def servers(self) -> tuple[str, ...]:
        """Whose files come back."""
        return tuple(dict.fromkeys(server for _, server in self.what))

    @property
    def needs_key(self) -> bool:
        return bool(self.encrypted)

    @property
    def has_commands(self) -> bool:
        return bool(self.stops)


def preview(*, asked: Asked) -> Preview:
    """Raise NothingPicked, SetUnknown or TargetRefused."""
    check_target(asked=asked)
    basis = basis_of(asked=asked)
    with open_plan(basis) as plan:
        planned = Planned(plan.parts, basis.rows)
        what = tuple((DataType.from_slug(slug), server) for slug, server in plan.what())
    return _preview(asked, planned, what)


def _preview(asked: Asked, planned: Planned, what: tuple[What, ...]) -> Preview:
    servers = tuple(dict.fromkeys(server for _, server in what))
    size = sum(part.size for part in planned.parts)
    stops = _stops(asked, servers)
    return Preview(
        parts=planned.parts,
        files=sum(part.files for part in planned.parts),
        size=size,
        what=what,
        encrypted=frozenset(part.number for part in planned.parts if planned.is_encrypted(part)),
        warnings=tuple(_warnings(asked, planned, servers, stops, size)),
        stops=stops,
        free=None if asked.is_in_place else free_at(asked.folder),
    )


def _stops(asked: Asked, servers: tuple[str, ...]) -> tuple[str, ...]:
    if not asked.is_in_place:
        return ()
    rows = Server.objects.filter(site=asked.drive.site, name__in=servers)
    return tuple(server.name for server in rows if server.stop_command)


def _warnings(
    asked: Asked, planned: Planned, servers: tuple[str, ...], stops: tuple[str, ...], size: int
) -> Iterator[str]:
    needed = [planned.row_of(part) for part in planned.parts]
    for row in needed:
        if trouble := trouble_of(row.medium):
            yield f"{row.medium.name} is {trouble}: what lies on it may not come back."
    for row in needed:
        yield from _warnings_of_part(row)
    if asked.is_in_place:
        yield from _in_place_warnings(asked, servers, stops)
    yield from doubts(asked=asked, size=size)


def _warnings_of_part(row: BackupSet) -> Iterator[str]:
    where = f"{row.name} on {row.medium.name}"
    if row.verified_at is None:
        yield f"{where} {'is not verified here yet' if row.is_claimed else 'was never verified'}."
    if row.run_id is None and row.site_name not in ("", row.medium.site.name):
        yield f"{where} is another site's: {one_line(row.site_name)}."
    if row.damage:
        yield f"{where}: the last check found damage."


def _in_place_warnings(asked: Asked, servers: tuple[str, ...], stops: tuple[str, ...]) -> Iterator[str]:
    commands = Source.objects.filter(
        kind="command", item__server__site=asked.drive.site, item__server__name__in=servers
    )
    if commands.exists():
        yield "The output of commands has no place to go back to: restore it into a folder."
    if asked.stop_software and not stops:
        yield "No command that stops the messaging software is configured."
