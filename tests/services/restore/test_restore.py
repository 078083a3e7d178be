"""A restore as a run: asked for, planned, done, remembered."""

from datetime import timedelta
from pathlib import Path

import pytest

from mmbackup.engine.errors import DriveBusy, NothingPicked, SetUnknown, TargetRefused
from mmbackup.engine.format.log_reader import LogReader
from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.operations.restore.job import InPlace
from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import Alarm, BackupSet, Event, Log, Restore, Run, Site
from mmbackup.services.index.keep import index_path
from mmbackup.services.restore.folder import folder_of
from mmbackup.services.restore.preview import preview
from mmbackup.services.restore.request_restore import queue_restore
from mmbackup.services.restore.restore_job import restore_job
from tests.attended_site import change_medium, drive_of_site, shelf_of_site
from tests.builders import NOW
from tests.restore_site import asked, back_up, clock, go_on, is_equal, restore

pytestmark = pytest.mark.django_db(transaction=True)  # progress is told on a connection of its own


def test_everything_comes_back_below_a_folder(saved: Site, tmp_path: Path) -> None:
    run = restore(saved, tmp_path / "back")

    assert run.outcome == Outcome.FULL, (run.state, run.verdict, run.refusal)
    assert run.verdict.startswith("RESTORE completed successfully | ")
    root = tmp_path / "back/MSS1" / str(tmp_path / "mss1")[1:]
    assert is_equal(root, tmp_path / "mss1")
    log = Log.objects.get(run=run)
    assert log.kind == Log.Kind.RESTORE
    with LogReader(str(data_folder("logs") / log.path)) as reader:
        assert reader.page(reader.lines - 1, 1) == [run.verdict]
    assert not folder_of(run).exists()
    assert [part["done"] for part in Restore.objects.get(run=run).parts] == [True]


def test_its_beginning_and_its_end_are_told(saved: Site, tmp_path: Path) -> None:
    run = restore(saved, tmp_path / "back")

    events = dict(Event.objects.filter(run=run).values_list("event_id", "message"))
    assert events["BKRST012"] == "Restore started on DVD-RAM 1, asked by ada"
    assert run.verdict in events["BKRST013"]
    assert (run.medium_name, run.media_names) == ("DVD-A", ["DVD-A"])


def test_it_answers_for_no_night(saved: Site, tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("a file")

    run = restore(saved, tmp_path / "occupied" / "x")

    assert run.outcome == Outcome.FAILED
    assert Event.objects.filter(run=run, event_id="BKRST014").exists()
    assert not Alarm.objects.filter(resolved_at=None).exists()


def test_one_message_alone(saved: Site, tmp_path: Path) -> None:
    name = f"MSS1{tmp_path}/mss1/messages/0007.dat"

    run = restore(saved, tmp_path / "back", picks=[Pick(path=name.encode())])

    assert run.outcome == Outcome.FULL, run.verdict
    found = [path for path in (tmp_path / "back").rglob("*") if path.is_file()]
    assert found == [tmp_path / "back" / name]
    assert found[0].read_bytes() == (tmp_path / "mss1/messages/0007.dat").read_bytes()


def test_in_place_what_is_gone_comes_back_and_what_is_there_is_kept(saved: Site, tmp_path: Path) -> None:
    gone, changed = tmp_path / "mss1/messages/0001.dat", tmp_path / "mss1/messages/0002.dat"
    content = gone.read_bytes()
    gone.unlink()
    changed.write_text("newer")

    run = restore(saved, None, picks=[Pick(data_type="messages")])

    assert run.outcome == Outcome.FULL, run.verdict
    assert gone.read_bytes() == content
    assert changed.read_text() == "newer"


def test_in_place_what_is_there_is_replaced_if_asked(saved: Site, tmp_path: Path) -> None:
    changed = tmp_path / "mss1/messages/0002.dat"
    content = changed.read_bytes()
    changed.write_text("newer")

    restore(saved, None, existing=Restore.Existing.REPLACE)

    assert changed.read_bytes() == content


def test_a_dry_run_needs_no_medium_and_writes_nothing(saved: Site, tmp_path: Path) -> None:
    shelf_of_site(saved).eject()

    run = restore(saved, tmp_path / "back", dry_run=True)

    assert run.outcome == Outcome.FULL, (run.state, run.verdict)
    assert not (tmp_path / "back").exists()
    assert Event.objects.filter(run=run).latest("pk").event_id == "BKRST022"  # nobody takes it for a restore


def test_the_preview_names_media_and_counts_and_queues_nothing(saved: Site, tmp_path: Path) -> None:
    told = preview(asked=asked(saved, tmp_path / "back", picks=[Pick(data_type="messages")]))

    assert [part.medium_name for part in told.parts] == ["DVD-A"]
    assert (told.files, told.size, told.servers) == (20, 600_000, ("MSS1",))
    assert (told.needs_key, told.warnings, told.stops) == (False, (), ())
    assert not Run.objects.filter(kind=Run.Kind.RESTORE).exists()
    assert list(data_folder("restores").iterdir()) == []


def test_a_set_without_an_index_is_not_guessed_at(saved: Site, tmp_path: Path) -> None:
    BackupSet.objects.update(indexed_at=None)

    with pytest.raises(SetUnknown, match="on DVD-A holds is not known here"):
        preview(asked=asked(saved, tmp_path / "back"))


def test_an_index_that_is_gone_is_no_empty_set(saved: Site, tmp_path: Path) -> None:
    index_path(BackupSet.objects.get().uuid, 1).unlink()

    with pytest.raises(SetUnknown, match="is gone or broken"):
        preview(asked=asked(saved, tmp_path / "back"))


@pytest.mark.parametrize("picks", [[], [Pick(path=b"MSS1/nothing")], [Pick(server="MSS9")]])
def test_nothing_picked_is_said(saved: Site, tmp_path: Path, picks: list[Pick]) -> None:
    with pytest.raises(NothingPicked):
        queue_restore(asked=asked(saved, tmp_path / "back", picks=picks), by="ada", now=clock())

    assert not Run.objects.filter(kind=Run.Kind.RESTORE).exists()
    assert list(data_folder("restores").iterdir()) == []


def test_one_restore_a_drive(saved: Site, tmp_path: Path) -> None:
    queue_restore(asked=asked(saved, tmp_path / "back"), by="ada", now=clock())

    with pytest.raises(DriveBusy, match="a restore is under way on drive DVD-RAM 1"):
        queue_restore(asked=asked(saved, tmp_path / "back"), by="bob", now=clock())


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("relative", "must be an absolute path"),
        ("/srv/../etc", "must not hold .."),
        ("/srv/a\nb", "control characters"),
        ("{data}/x", "lies in mmbackup's own data folder"),
        ("{shelf}/media", "lies in drive DVD-RAM 1"),
        ("{root}/deep", "which is saved as MSS1's: restore in place instead"),
        ("{link}/deep", "which is saved as MSS1's"),
    ],
)
def test_a_folder_that_must_not_be_restored_to(saved: Site, tmp_path: Path, folder: str, words: str) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "mss1/messages")
    names = {"data": tmp_path / "data", "shelf": tmp_path / "shelf", "root": tmp_path / "mss1/messages"}
    chosen = folder.format(link=tmp_path / "link", **names)
    wanted = asked(saved, Path("/"))

    with pytest.raises(TargetRefused, match=words):
        preview(asked=type(wanted)(wanted.drive, wanted.sets, wanted.picks, folder=chosen))


def test_a_newer_partial_set_and_the_older_whole_one(saved: Site, tmp_path: Path) -> None:
    """What the newer holds whole comes from it alone: a file deleted since does not come back."""
    (tmp_path / "mss1/detailed-system-data/0000.dat").unlink()
    (tmp_path / "mss1/messages/0000.dat").unlink()
    change_medium(saved, "DVD-B")
    back_up(saved, at=NOW + timedelta(hours=1))
    newest = BackupSet.objects.order_by("-written_at")[0]
    for row in newest.tallies:
        if row["data_type"] == "messages":
            row["files"] += 1
    newest.save()

    run = restore(saved, tmp_path / "back")
    assert run.waits_for == "Insert DVD-A into DVD-RAM 1."
    change_medium(saved, "DVD-A")
    run = go_on(run)

    root = tmp_path / "back/MSS1" / str(tmp_path / "mss1")[1:]
    assert run.outcome == Outcome.FULL, (run.verdict, run.refusal)
    assert run.media_names == ["DVD-B", "DVD-A"]
    assert not (root / "detailed-system-data/0000.dat").exists()
    assert (root / "messages/0000.dat").exists()


def test_set_user_id_bits_come_back_in_place_of_our_own_sets_alone(saved: Site, tmp_path: Path) -> None:
    def keeps(folder: Path | None) -> bool:
        run = queue_restore(asked=asked(saved, folder), by="ada", now=clock())
        job = restore_job(run=run, drive=drive_of_site(saved))
        run.delete()
        return job.keep_setuid

    assert keeps(None)
    assert not keeps(tmp_path / "back")
    BackupSet.objects.update(run=None)  # as one that was imported
    assert not keeps(None)


def test_in_place_it_is_told_where_each_server_s_files_were(saved: Site, tmp_path: Path) -> None:
    run = queue_restore(asked=asked(saved, None), by="ada", now=clock())

    target = restore_job(run=run, drive=drive_of_site(saved)).target

    assert isinstance(target, InPlace)
    roots = [tmp_path / "mss1" / slug for slug in ("detailed-system-data", "greetings", "messages")]
    assert target.roots == {"MSS1": tuple(str(root).encode() for root in roots)}
