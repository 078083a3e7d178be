"""What programs said and is to be put back in place: which, where it is brought, whether there is room."""

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from mmbackup.engine.errors import TargetRefused
from mmbackup.engine.format.names import escape
from mmbackup.engine.index.plan import Plan
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.job import InPlace, RestoreJob
from mmbackup.engine.operations.restore.takers import Takers, Wanted
from mmbackup.engine.sources.port import Output

_SPARE = 64 << 20  # left for the restore's log and memory


class Brought(NamedTuple):
    wanted: Wanted
    output: Output


def wanted_of(job: RestoreJob, plan: Plan) -> Iterator[Wanted]:
    yield from (found for _, found in judged(job.target, plan) if isinstance(found, Wanted))


def judged(target: object, plan: Plan) -> Iterator[tuple[IndexedFile, Wanted | str]]:
    """Each output of the plan, and what takes it back, or why it is left out. Nothing for a folder."""
    if isinstance(target, InPlace) and target.outputs:
        takers = Takers(target.takers)
        for entry in plan.outputs():
            yield entry, takers.of(entry)


def brought_of(job: RestoreJob, plan: Plan) -> list[Brought]:
    """Those that lie here whole, in the order in which they are put back."""
    found = [
        Brought(wanted, Output(wanted.name, path))
        for wanted in wanted_of(job, plan)
        if _is_there(path := path_of(job, wanted.entry))
    ]
    return sorted(found, key=_turn)


def path_of(job: RestoreJob, entry: IndexedFile) -> str:
    assert isinstance(job.target, InPlace)  # noqa: S101 - there are no others elsewhere
    return os.fsdecode(job.target.outputs + b"/" + entry.path)


def check_room(job: RestoreJob, plan: Plan) -> None:
    """Before anything is stopped or written. TargetRefused."""
    sizes = [one.entry.size for one in wanted_of(job, plan) if not _is_there(path_of(job, one.entry))]
    if sizes:
        room = os.statvfs(job.folder)
        free = room.f_bavail * room.f_frsize
        if sum(sizes) + _SPARE > free:
            folder = escape(os.fsencode(job.folder))
            raise TargetRefused(
                f"what is to be put back takes {sum(sizes):,} bytes, and {free:,} are free in {folder}"
            )


def _turn(one: Brought) -> tuple[str, str, str, int, str]:
    taker = one.wanted.taker
    return taker.server, taker.item, taker.source, one.wanted.kind.turn(one.output.name), one.output.name


def _is_there(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except FileNotFoundError:
        return False
