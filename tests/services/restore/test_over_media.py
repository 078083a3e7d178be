"""Restores over several media: an attended set of three parts, and partial nights by the planner's list."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, Restore, Run, Site
from mmbackup.services.restore.folder import prune_folders
from mmbackup.services.restore.preview import preview
from mmbackup.services.restore.request_restore import queue_restore
from mmbackup.services.runs.run_backup import run_backup
from tests.attended_site import change_medium, go_on, make_attended_site, queued_attended, shelf_of_site
from tests.attended_site import clock as attended_clock
from tests.builders import MEGABYTE, NOW, make_site
from tests.restore_site import asked, back_up, clock, is_equal, restore
from tests.restore_site import go_on as go_on_restoring

pytestmark = pytest.mark.django_db(transaction=True)
MEDIA = ("M-1", "M-2", "M-3")


@pytest.fixture
def in_parts(transactional_db: None, own_data_folder: Path, tmp_path: Path) -> Site:
    """One attended set on M-1, M-2 and M-3; the last one is in the drive."""
    site = make_attended_site(tmp_path)
    run = run_backup(run_id=queued_attended(site).pk, clock=attended_clock)
    for name in MEDIA[1:]:
        change_medium(site, name)
        run = go_on(run)
    assert run.outcome == Outcome.FULL, (run.verdict, run.refusal)
    return site


def is_back(folder: Path) -> bool:
    return is_equal(folder / "back/MSS1" / str(folder / "mss1")[1:], folder / "mss1")


def test_three_parts_in_any_order(in_parts: Site, tmp_path: Path) -> None:
    run = restore(in_parts, tmp_path / "back")  # with M-3, which is in the drive
    assert (run.state, run.waits_for) == (Run.State.WAITING, "Insert M-1 into DVD-RAM 1. After it: M-2."), (
        run.refusal
    )
    assert shelf_of_site(in_parts).loaded() is None  # what is done with is put out
    assert [part["done"] for part in Restore.objects.get(run=run).parts] == [False, False, True]

    change_medium(in_parts, "M-2")
    run = go_on_restoring(run)
    assert run.waits_for == "Insert M-1 into DVD-RAM 1."
    change_medium(in_parts, "M-1")
    run = go_on_restoring(run)

    assert run.outcome == Outcome.FULL, (run.verdict, run.refusal)
    assert is_back(tmp_path)


def test_a_medium_that_is_done_with_is_not_taken_twice(in_parts: Site, tmp_path: Path) -> None:
    run = restore(in_parts, tmp_path / "back")
    change_medium(in_parts, "M-3")

    run = go_on_restoring(run)

    assert run.state == Run.State.WAITING
    assert run.waits_for.startswith("Insert M-1 into DVD-RAM 1.")
    assert run.refusal


def test_what_lies_on_one_medium_asks_for_no_other(in_parts: Site, tmp_path: Path) -> None:
    told = preview(asked=asked(in_parts, tmp_path / "back", picks=[Pick(data_type="system-data")]))

    assert [part.medium_name for part in told.parts] == ["M-1"]


@pytest.fixture
def partial(transactional_db: None, own_data_folder: Path, tmp_path: Path) -> Site:
    """DVD-A holds all; since then nights on smaller media left old messages out."""
    site = make_site(tmp_path)
    back_up(site)
    shelf = shelf_of_site(site)
    for days, name in enumerate(("S-1", "S-2"), 1):
        for number in range(3):
            new = tmp_path / f"mss1/messages/new-{days}-{number}.dat"
            new.write_bytes(os.urandom(40_000))
        shelf.add(name, MEGABYTE // 2)
        change_medium(site, name)
        back_up(site, at=NOW + timedelta(minutes=20 * days))
    return site


def test_partial_nights_over_three_media_by_the_planners_list(partial: Site, tmp_path: Path) -> None:
    told = preview(asked=asked(partial, tmp_path / "back"))
    names = [part.medium_name for part in told.parts]
    assert names[0] == "S-2"
    assert names[-1] == "DVD-A"

    run = restore(partial, tmp_path / "back")
    for name in names[1:]:
        assert run.waits_for.startswith(f"Insert {name} into"), (run.waits_for, run.verdict, run.refusal)
        change_medium(partial, name)
        run = go_on_restoring(run)

    assert run.outcome == Outcome.FULL, (run.verdict, run.refusal)
    assert is_back(tmp_path)


def test_folders_that_nobody_needs_are_pruned(in_parts: Site, tmp_path: Path) -> None:
    run = queue_restore(asked=asked(in_parts, tmp_path / "back"), by="ada", now=clock())
    home = tmp_path / "data/restores"
    for name in ("preview-x", "00000000-0000-4000-8000-000000000000"):
        (home / name).mkdir()
    for path in home.iterdir():
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))

    assert prune_folders(now=NOW + timedelta(hours=23)) == 0
    assert prune_folders(now=NOW + timedelta(hours=25)) == 2

    assert [path.name for path in home.iterdir()] == [str(run.pk)]
    assert BackupSet.objects.count() == 3
