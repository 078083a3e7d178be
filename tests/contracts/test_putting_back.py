"""The contract of kinds that take back what programs said: saved, wiped, restored in place, equal."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.operations.restore.job import Existing, InPlace, RestoreJob
from mmbackup.engine.operations.restore.outputs import path_of
from mmbackup.engine.operations.restore.shapes import RestoreStep
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import DumpKind, Output, PutsBack
from mmbackup.engine.sources.putting_back.programs import LocalPrograms
from mmbackup.engine.sources.registry import KINDS
from tests.contracts.put_back_rigs import BOXES, CHANGED, PUT_BACK_RIGS, PutBackRig
from tests.engine.operations.backup.night import Night
from tests.engine.operations.restore.restores import Restores

# of a dump as text the last line tells; redis-cli leaves the 40 bytes of a mark behind the end
LEAST_CUT = {".sql": 100, ".rdb": 50}
NOT_PUT_BACK = {"command", "system", "windows"}


class Saved:
    """A rig whose boxes one night has saved."""

    def __init__(self, rig: PutBackRig, night: Night) -> None:
        self.rig, self.night = rig, night
        self.restores = Restores(night)
        rig.fill(BOXES)
        result = night.run(rig.source)
        assert result.outcome is Outcome.FULL, night.log
        rig.stand_still()

    def job(self, **more: Any) -> RestoreJob:
        job = self.restores.job(**more)
        outputs = os.fsencode(Path(job.folder) / "outputs")
        return job._replace(target=InPlace({}, (self.rig.taker,), outputs))

    def restore(self, **more: Any) -> RestoreStep:
        step = self.restores.step(self.job(**more))
        self.log = self.restores.log.replace("\n            ", " ")
        return step


@pytest.fixture(scope="module", params=PUT_BACK_RIGS)
def saved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saved]:
    folder = tmp_path_factory.mktemp("put-back")
    (folder / "night").mkdir()
    with PUT_BACK_RIGS[request.param](folder / "rig") as rig:
        yield Saved(rig, Night(folder / "night"))


def test_each_kind_of_dumps_is_put_back_or_known_not_to_be() -> None:
    dumps = {name for name, kind in KINDS.items() if isinstance(kind, DumpKind)}

    assert {rig.kind for rig in PUT_BACK_RIGS.values()} == dumps - NOT_PUT_BACK
    assert not any(isinstance(KINDS[name], PutsBack) for name in NOT_PUT_BACK)


def test_what_was_wiped_is_as_it_was(saved: Saved) -> None:
    saved.rig.wipe()

    step = saved.restore()

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, saved.log
    count = saved.rig.outputs
    assert f"| {count} output{'s' if count > 1 else ''} put back | target in place" in step.result.verdict
    assert saved.rig.boxes() == BOXES


def test_what_is_there_is_replaced(saved: Saved) -> None:
    saved.rig.fill(CHANGED)
    saved.rig.stand_still()

    step = saved.restore(existing=Existing.REPLACE)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, saved.log
    assert saved.rig.boxes() == BOXES


def test_what_is_there_is_kept(saved: Saved) -> None:
    saved.rig.fill(CHANGED)
    saved.rig.stand_still()

    step = saved.restore(existing=Existing.KEEP)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, saved.log
    assert saved.rig.boxes() == saved.rig.kept


def test_what_is_there_is_set_aside(saved: Saved) -> None:
    saved.rig.fill(CHANGED)
    saved.rig.stand_still()

    step = saved.restore(existing=Existing.SET_ASIDE)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, saved.log
    assert saved.rig.set_aside(), saved.log
    assert saved.rig.boxes() == BOXES


def test_a_dry_run_checks_and_changes_nothing(saved: Saved) -> None:
    saved.rig.fill(CHANGED)
    saved.rig.stand_still()

    step = saved.restore(existing=Existing.REPLACE, dry_run=True)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, saved.log
    assert saved.log.count("is whole, and would be put back by") + saved.log.count("would be put back as ")
    assert saved.rig.boxes() == CHANGED


def test_a_dump_that_was_cut_is_refused(saved: Saved, tmp_path: Path) -> None:
    """By the check alone: what is there is left as it was."""
    saved.rig.wipe()
    job, kind = saved.job(), KINDS[saved.rig.kind]
    assert isinstance(kind, PutsBack)
    with saved.restores.plan() as plan:
        entries = list(plan.outputs())
    unpacked = saved.night.unpack()
    for entry in entries:
        whole = unpacked / os.fsdecode(entry.path)
        cut = tmp_path / "cut"
        name = os.fsdecode(entry.path.rpartition(b"/")[2]).replace("%2F", "/")

        kind.check(Output(name, str(whole)), saved.rig.settings, LocalPrograms(lambda: None))
        for size in (min(1500, entry.size // 3), LEAST_CUT.get(os.path.splitext(name)[1], 10)):
            cut.write_bytes(whole.read_bytes()[:-size])
            with pytest.raises(CommandFailed):
                kind.check(Output(name, str(cut)), saved.rig.settings, LocalPrograms(lambda: None))
        assert path_of(job, entry).startswith(job.folder)
