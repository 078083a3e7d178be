"""What a restore would do, as lines for a terminal, before it is begun."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from humanize import naturalsize

from mmbackup.engine.format.times import day_date_time
from mmbackup.models import Restore
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.planned_outputs import MOST_SHOWN
from mmbackup.services.restore.preview import Preview

_EXISTING = {
    Restore.Existing.KEEP: "a file that is there already is kept",
    Restore.Existing.REPLACE: "a file that is there already is replaced",
    Restore.Existing.SET_ASIDE: "a file that is there already is set aside",
}


def plan_lines(asked: Asked, plan: Preview, warnings: Iterable[str], zone: ZoneInfo) -> Iterator[str]:
    if asked.moment is not None:
        yield f"As it was on {day_date_time(asked.moment, zone)}"
    yield f"{plan.files:,} files, {naturalsize(plan.size)}, of {', '.join(plan.servers)}"
    yield "Media, in the order in which they are asked for:"
    for part in plan.parts:
        key = "  (encrypted)" if part.number in plan.encrypted else ""
        size = naturalsize(part.size)
        yield f"  {part.number}. {part.medium_name}  {part.set_name}  {part.files:,} files, {size}{key}"
    yield f"{_where(asked)}; {_EXISTING[asked.existing]}"
    if asked.stop_software and plan.stops:
        yield f"The messaging software on {', '.join(plan.stops)} is stopped first, and started after"
    yield from _outputs(plan)
    for warning in warnings:
        yield f"Warning: {warning}"


def _outputs(plan: Preview) -> Iterator[str]:
    """What programs said, in place."""
    for one in plan.outputs.put_back[:MOST_SHOWN]:
        where = f"{one.server}, source {one.source} ({one.kind})"
        yield f"Put back: {one.name}, {naturalsize(one.size)}, {where}, {one.way}"
    for after in plan.outputs.after_files:
        yield f"When its files are back: {after}"
    for one in plan.outputs.left_out[:MOST_SHOWN]:
        yield f"Left out: {one.server}, {one.source}/{one.name}: {one.why}"


def _where(asked: Asked) -> str:
    if asked.dry_run:
        return "Nothing is written: a dry run"
    return "In place" if asked.is_in_place else f"Into {asked.folder}"
