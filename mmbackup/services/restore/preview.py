"""What a restore would take, for the page that asks whether it is meant: plans it, and queues nothing.

The plan is kept, so that confirming and starting need not make it anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from humanize import naturalsize

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.names import one_line
from mmbackup.engine.index.shapes import PlannedPart
from mmbackup.engine.rotation.facts import What
from mmbackup.environment import data_folder
from mmbackup.models import BackupSet, Server
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.kept_plans import open_plan
from mmbackup.services.restore.plan import Planned, basis_of
from mmbackup.services.restore.planned_outputs import PlannedOutputs, planned_outputs
from mmbackup.services.restore.target import check_target, doubts, free_at
from mmbackup.services.rotation.known_media import trouble_of


@dataclass(frozen=True, slots=True)
class Preview:
    """parts in the order in which their media are asked for. what: data types of servers that come back.

    encrypted: numbers of parts that need a key. stops: servers whose software would be stopped, if asked to;
    has_commands: there is such a server. free: bytes at the folder, None where that is not known. outputs:
    what programs said, where it is restored in place.
    """

    parts: tuple[PlannedPart, ...]
    files: int
    size: int
    what: tuple[What, ...]
    encrypted: frozenset[int]
    warnings: tuple[str, ...]
    stops: tuple[str, ...]
    free: int | None
    outputs: PlannedOutputs = field(default_factory=PlannedOutputs)

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
        is_in_place, site = asked.is_in_place, asked.drive.site
        outputs = planned_outputs(site=site, plan=plan) if is_in_place else PlannedOutputs()
        keys = plan.private_keys()
    found = _preview(asked, planned, what, outputs)
    return replace(found, warnings=(*_warnings_of_keys(keys), *found.warnings))


def _preview(asked: Asked, planned: Planned, what: tuple[What, ...], outputs: PlannedOutputs) -> Preview:
    servers = tuple(dict.fromkeys(server for _, server in what))
    size = sum(part.size for part in planned.parts)
    stops = _stops(asked, servers)
    return Preview(
        parts=planned.parts,
        files=sum(part.files for part in planned.parts),
        size=size,
        what=what,
        encrypted=frozenset(part.number for part in planned.parts if planned.is_encrypted(part)),
        warnings=(
            *_warnings(asked, planned, stops, size),
            *_warnings_of_outputs(asked, planned, outputs, stops),
        ),
        stops=stops,
        free=None if asked.is_in_place else free_at(asked.folder),
        outputs=outputs,
    )


def _stops(asked: Asked, servers: tuple[str, ...]) -> tuple[str, ...]:
    if not asked.is_in_place:
        return ()
    rows = Server.objects.filter(site=asked.drive.site, name__in=servers)
    return tuple(server.name for server in rows if server.stop_command)


def _warnings(asked: Asked, planned: Planned, stops: tuple[str, ...], size: int) -> Iterator[str]:
    needed = [planned.row_of(part) for part in planned.parts]
    for row in needed:
        if trouble := trouble_of(row.medium):
            yield f"{row.medium.name} is {trouble}: what lies on it may not come back."
    for row in needed:
        yield from _warnings_of_part(row)
    if asked.is_in_place:
        yield from _in_place_warnings(asked, stops)
    yield from doubts(asked=asked, size=size)


def _warnings_of_part(row: BackupSet) -> Iterator[str]:
    where = f"{row.name} on {row.medium.name}"
    if row.verified_at is None:
        yield f"{where} {'is not verified here yet' if row.is_claimed else 'was never verified'}."
    if row.run_id is None and row.site_name not in ("", row.medium.site.name):
        yield f"{where} is another site's: {one_line(row.site_name)}."
    if row.damage:
        yield f"{where}: the last check found damage."


def _warnings_of_keys(count: int) -> Iterator[str]:
    if count:
        yield f"It contains private keys: {count:,} file{'' if count == 1 else 's'} of System data."


def _warnings_of_outputs(
    asked: Asked, planned: Planned, outputs: PlannedOutputs, stops: tuple[str, ...]
) -> Iterator[str]:
    if not outputs.put_back:
        return
    if any(planned.row_of(part).run_id is None for part in planned.parts):
        yield (
            "Not all of it was written by this server: directories and databases take in what it says "
            "with all rights. Put it back only if you know where the media come from."
        )
    still = {one.server for one in outputs.put_back if one.must_stop}
    lacking = sorted(still - set(stops if asked.stop_software else ()))
    if lacking:
        yield f"Stop by hand, before the restore, what has to stand still on {', '.join(lacking)}: see below."
    free = free_at(str(data_folder("restores")))
    if free is not None and free < outputs.size:
        size, room = naturalsize(outputs.size), naturalsize(free)
        yield f"{size} are brought to this server before they are put back, and {room} are free there."


def _in_place_warnings(asked: Asked, stops: tuple[str, ...]) -> Iterator[str]:
    if asked.stop_software and not stops:
        yield "No command that stops the messaging software is configured."
