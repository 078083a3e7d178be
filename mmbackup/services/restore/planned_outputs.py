"""What programs said, for a restore in place: what is put back, by which source and how, what is left out."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mmbackup.engine.format.names import escape
from mmbackup.engine.index.plan import Plan
from mmbackup.engine.operations.restore.job import InPlace
from mmbackup.engine.operations.restore.outputs import judged
from mmbackup.engine.operations.restore.takers import Wanted
from mmbackup.engine.sources.origins import server_folder
from mmbackup.engine.sources.port import ActsOnFiles, ServerMust
from mmbackup.engine.sources.registry import KINDS, walk_of
from mmbackup.models import Site
from mmbackup.services.restore.roots import roots_of
from mmbackup.services.restore.takers import takers_of

MOST_SHOWN = 100
_ANYWHERE = b"/"


@dataclass(frozen=True, slots=True)
class PlannedOutput:
    """name is escaped; way: how it is put back, and must_stop: its server must stand still for it.
    Else why it is left out.
    """

    server: str
    item: str
    source: str
    kind: str
    name: str
    size: int
    way: str = ""
    why: str = ""
    must_stop: bool = False


@dataclass(frozen=True)
class PlannedOutputs:
    """after_files: what is done when files are back, in words."""

    outputs: tuple[PlannedOutput, ...] = ()
    after_files: tuple[str, ...] = ()

    @cached_property
    def put_back(self) -> tuple[PlannedOutput, ...]:
        return tuple(one for one in self.outputs if one.way)

    @cached_property
    def left_out(self) -> tuple[PlannedOutput, ...]:
        return tuple(one for one in self.outputs if one.why)

    @property
    def size(self) -> int:
        """Of what is brought to the backup server first."""
        return sum(one.size for one in self.put_back)


def planned_outputs(*, site: Site, plan: Plan) -> PlannedOutputs:
    """In place."""
    target = InPlace(roots_of(site=site), takers_of(site=site), _ANYWHERE)
    return PlannedOutputs(tuple(_outputs(target, plan)), tuple(_after_files(target, plan)))


def _outputs(target: InPlace, plan: Plan) -> Iterator[PlannedOutput]:
    for entry, found in judged(target, plan):
        folders = [escape(part) for part in entry.path.split(b"/")]
        source, name = folders[-2], folders[-1]
        if isinstance(found, Wanted):
            way = found.kind.way(found.taker.settings)
            kind, name = found.taker.kind, escape(os.fsencode(found.name))
            must_stop = found.kind.server_must(found.taker.settings) is ServerMust.STAND_STILL
            told = entry.server, entry.item, source, kind, name, entry.size
            yield PlannedOutput(*told, way=way, must_stop=must_stop)
        else:
            yield PlannedOutput(entry.server, entry.item, source, "", name, entry.size, why=found)


def _after_files(target: InPlace, plan: Plan) -> Iterator[str]:
    for taker in target.takers:
        kind: object = KINDS.get(taker.kind)
        if isinstance(kind, ActsOnFiles) and taker.is_here:
            server, roots = server_folder(taker.server), walk_of(taker.kind, taker.settings).roots
            if any(plan.holds(server + os.fsencode(root).rstrip(b"/")) for root in roots):
                yield f"{taker.server}, {taker.source}: {kind.way(taker.settings)}"
