"""The plan that a page showed is the one that is begun with, unless it is out of date."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mmbackup.engine.errors import NothingPicked, ServerDiskFull, SetUnknown
from mmbackup.engine.index.build import build_index
from mmbackup.engine.index.plan import Plan
from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import BackupSet, Medium, Restore, Site
from mmbackup.services.index.keep import head_of, index_path
from mmbackup.services.restore import kept_plans
from mmbackup.services.restore.folder import plan_path
from mmbackup.services.restore.plan import Basis, plan_from
from mmbackup.services.restore.preview import preview
from mmbackup.services.restore.request_restore import queue_restore
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import NOW
from tests.portal.restore.backups import entries_of
from tests.restore_site import asked, clock, is_equal

pytestmark = pytest.mark.django_db(transaction=True)
PLAN_FROM = "mmbackup.services.restore.kept_plans.plan_from"
MESSAGES = Pick(data_type="messages")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where plans were made."""
    paths: list[Path] = []

    def told(basis: Basis, path: Path) -> None:
        paths.append(path)
        plan_from(basis, path)

    monkeypatch.setattr(PLAN_FROM, told)
    return paths


def kept() -> list[Path]:
    return sorted(data_folder("plans").iterdir())


def test_showing_confirming_and_starting_take_one_plan(saved: Site, tmp_path: Path, made: list[Path]) -> None:
    preview(asked=asked(saved, tmp_path / "elsewhere"))
    shown = preview(asked=asked(saved, tmp_path / "back", existing=Restore.Existing.REPLACE))
    run = queue_restore(asked=asked(saved, tmp_path / "back"), by="ada", now=clock())

    assert len(made) == 1
    assert sum(part["files"] for part in Restore.objects.get(run=run).parts) == shown.files
    assert run_backup(run_id=run.pk, clock=clock).outcome == Outcome.FULL
    assert is_equal(tmp_path / "back/MSS1" / str(tmp_path / "mss1")[1:], tmp_path / "mss1")


def test_one_that_was_begun_with_is_not_shown_again(saved: Site, tmp_path: Path, made: list[Path]) -> None:
    wanted = asked(saved, tmp_path / "back")
    preview(asked=wanted)
    queue_restore(asked=wanted, by="ada", now=clock())
    assert kept() == []

    preview(asked=wanted)

    assert len(made) == 2


def test_other_picks_have_another_plan(saved: Site, tmp_path: Path) -> None:
    every = preview(asked=asked(saved, tmp_path / "back"))
    some = preview(asked=asked(saved, tmp_path / "back", picks=[MESSAGES]))

    assert some.files < every.files


def test_nothing_that_gives_nothing_is_kept(saved: Site, tmp_path: Path) -> None:
    with pytest.raises(NothingPicked):
        preview(asked=asked(saved, tmp_path / "back", picks=[Pick(path=b"MSS1/nowhere")]))

    assert kept() == []


def test_an_index_made_anew_makes_another_plan(saved: Site, tmp_path: Path) -> None:
    preview(asked=asked(saved, tmp_path / "back"))
    row = BackupSet.objects.select_related("medium").get()
    build_index(index_path(row.uuid, row.part), head_of(row), entries_of({"MSS1/a": "messages"}, NOW, {}))

    run = queue_restore(asked=asked(saved, tmp_path / "back"), by="ada", now=clock())

    with Plan(plan_path(run)) as plan:
        assert [entry.path for entry in plan.entries(1)] == [b"MSS1/a"]


@pytest.mark.parametrize(
    "change",
    [
        lambda: BackupSet.objects.update(set_sha256="6" * 64),
        lambda: Medium.objects.update(name="Renamed"),
        lambda: BackupSet.objects.update(written_at=NOW - timedelta(days=9)),
    ],
)
def test_a_set_that_is_known_otherwise_makes_another_plan(
    saved: Site, tmp_path: Path, made: list[Path], change: Callable[[], object]
) -> None:
    wanted = asked(saved, tmp_path / "back")
    preview(asked=wanted)
    change()

    queue_restore(asked=wanted, by="ada", now=clock())

    assert len(made) == 2


@pytest.mark.parametrize("change", [{"removed_at": NOW}, {"indexed_at": None}])
def test_what_is_gone_is_not_begun_with(saved: Site, tmp_path: Path, change: dict[str, object]) -> None:
    wanted = asked(saved, tmp_path / "back")
    preview(asked=wanted)
    BackupSet.objects.update(**change)

    with pytest.raises(SetUnknown):
        queue_restore(asked=wanted, by="ada", now=clock())


def test_one_that_cannot_be_read_is_made_anew(saved: Site, tmp_path: Path, made: list[Path]) -> None:
    wanted = asked(saved, tmp_path / "back")
    shown = preview(asked=wanted)
    kept()[0].write_bytes(b"nonsense")
    assert replace(preview(asked=wanted), free=shown.free) == shown  # the disk is others' too
    kept()[0].write_bytes(b"")

    run = queue_restore(asked=wanted, by="ada", now=clock())

    assert sum(part["files"] for part in Restore.objects.get(run=run).parts) == shown.files
    assert len(made) == 3


def test_few_are_kept_and_none_for_long(saved: Site, tmp_path: Path) -> None:
    for number in range(kept_plans.MOST + 2):
        picks = [Pick(path=f"MSS1{tmp_path}/mss1/messages/000{number}.dat".encode())]
        preview(asked=asked(saved, tmp_path / "back", picks=picks))
    assert len(kept()) == kept_plans.MOST
    (data_folder("plans") / "making-left").mkdir()
    for path in kept():
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))

    kept_plans.prune_plans(now=NOW + kept_plans.LEFT_ALONE)
    assert len(kept()) == kept_plans.MOST + 1
    kept_plans.prune_plans(now=NOW + kept_plans.LEFT_ALONE + timedelta(seconds=1))
    assert kept() == []


def test_what_is_kept_makes_room_for_what_is_begun(
    saved: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview(asked=asked(saved, tmp_path / "back", picks=[MESSAGES]))

    def full_while_any_is_kept(basis: Basis, path: Path) -> None:
        if list(data_folder("plans").glob("*.sqlite")):
            raise ServerDiskFull("full")
        plan_from(basis, path)

    monkeypatch.setattr(PLAN_FROM, full_while_any_is_kept)

    run = queue_restore(asked=asked(saved, tmp_path / "back"), by="ada", now=clock())

    assert plan_path(run).exists()
