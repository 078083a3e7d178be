"""After a run its index is there, whatever became of the run's process."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import Pick
from mmbackup.environment import data_folder
from mmbackup.models import BackupSet, Run, Site
from mmbackup.services.index import keep_indexes as keeping
from mmbackup.services.index.keep import index_path, open_view
from mmbackup.services.index.keep_indexes import keep_indexes, keep_leftovers, prune_indexes
from mmbackup.services.index.manifests import manifest_of
from mmbackup.services.runs.run_backup import run_backup
from tests.attended_site import change_medium, go_on, make_attended_site, queued_attended
from tests.builders import NOW, queued_run

pytestmark = pytest.mark.django_db(transaction=True)


def clock() -> datetime:
    return NOW + timedelta(minutes=16)


def left_over() -> list[str]:
    return sorted(path.name for path in data_folder("index").iterdir() if path.suffix != ".sqlite")


def test_a_nightly_set_has_its_index(harbour: Site) -> None:
    run = run_backup(run_id=queued_run(harbour).pk, clock=clock)

    row = BackupSet.objects.get()
    assert row.indexed_at == clock()
    assert (row.site_name, row.errors, row.recipients) == ("Harbour Hospital", 0, [])
    with SetIndex(index_path(row.uuid, 1)) as index:
        assert index.head.set_sha256 == row.set_sha256 != ""
        assert index.head.medium_uuid == str(row.medium.uuid)
        assert index.totals()[0] == sum(tally["saved_files"] for tally in run.tallies)
    assert left_over() == []


def test_each_part_of_an_attended_set_has_its_index(own_data_folder: Path, tmp_path: Path) -> None:
    site = make_attended_site(tmp_path)
    run = run_backup(run_id=queued_attended(site).pk, clock=clock)
    for medium in ("M-2", "M-3", "M-4"):
        assert BackupSet.objects.filter(indexed_at=None).count() == 0
        if run.state != Run.State.ENDED:
            change_medium(site, medium)
            run = go_on(run)

    rows = list(BackupSet.objects.select_related("medium"))
    assert len(rows) > 1
    with open_view(rows) as view:
        assert [index.head.part for index in view.indexes] == [row.part for row in rows]
        messages = [file for index in view.indexes for file in index.entries([Pick(data_type="messages")])]
    assert len([file for file in messages if file.kind == "file"]) >= 50
    assert left_over() == []


def test_an_index_that_could_not_be_made_is_made_later(
    harbour: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object) -> int:
        raise OSError("no such luck")

    with monkeypatch.context() as broken:
        broken.setattr(keeping, "build_index", fails)
        run = run_backup(run_id=queued_run(harbour).pk, clock=clock)
    row = BackupSet.objects.get()
    assert run.outcome == "full"
    assert row.indexed_at is None

    assert keep_leftovers(now=NOW) == 0, "its own run may be at it"
    grow_old(manifest_of(row.uuid, 1))
    assert keep_leftovers(now=NOW) == 1
    assert index_path(row.uuid, 1).exists()
    assert keep_leftovers(now=NOW) == 0


def test_a_broken_manifest_is_not_tried_for_ever(harbour: Site) -> None:
    run_backup(run_id=queued_run(harbour).pk, clock=clock)
    row = BackupSet.objects.get()
    manifest_of(row.uuid, 1).write_bytes(b"no manifest")

    assert keep_indexes(now=NOW) == 1
    assert left_over() == []


def test_the_index_of_a_removed_set_goes(harbour: Site) -> None:
    run_backup(run_id=queued_run(harbour).pk, clock=clock)
    row = BackupSet.objects.get()
    assert prune_indexes(now=NOW) == 0

    BackupSet.objects.update(removed_at=NOW)
    assert prune_indexes(now=NOW) == 1
    assert not index_path(row.uuid, 1).exists()
    with open_view([row]) as view:
        assert view.children().entries == ()


def test_what_nobody_knows_goes_in_time(harbour: Site) -> None:
    young, old = data_folder("index") / "young.manifest", data_folder("index") / "old.manifest"
    for path in (young, old):
        path.touch()
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    grow_old(old, days=3)
    grow_old(data_folder("index") / ".half.sqlite.1", days=3)

    assert prune_indexes(now=NOW) == 2
    assert left_over() == ["young.manifest"]


def grow_old(path: Path, days: int = 1) -> None:
    path.touch()
    then = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
