"""What stands in the target already is kept, replaced or set aside, and never lost unasked."""

import os
from pathlib import Path

import pytest

from mmbackup.engine.operations.restore.job import Existing
from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.backup.night import Night, files
from tests.engine.operations.restore.restores import Restores


@pytest.fixture
def changed(night: Night, restores: Restores) -> Path:
    """One of two saved files has other content in the target by now."""
    night.write("mail/1", b"saved")
    night.write("mail/2", b"other")
    night.run(files("messages", night.servers / "mail"))
    place = restores.place("mail/1")
    place.parent.mkdir(parents=True)
    place.write_bytes(b"newer")
    return place


def test_it_is_kept_and_the_verdict_says_so(restores: Restores, changed: Path) -> None:
    step = restores.run(existing=Existing.KEEP)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL
    assert changed.read_bytes() == b"newer"
    assert changed.with_name("2").read_bytes() == b"other"
    assert "| 1 file was kept as before |" in step.result.verdict
    assert step.result.reason == "1 file was kept as before"
    assert sum(tally.saved_files for tally in step.result.tallies) == 1


def test_it_is_replaced(restores: Restores, changed: Path) -> None:
    step = restores.run(existing=Existing.REPLACE)

    assert step.result is not None
    assert changed.read_bytes() == b"saved"
    assert sorted(path.name for path in changed.parent.iterdir()) == ["1", "2"]
    assert "replaced" in restores.log


def test_it_is_set_aside(restores: Restores, changed: Path) -> None:
    restores.run(existing=Existing.SET_ASIDE)

    assert changed.read_bytes() == b"saved"
    assert changed.with_name("1.before-20261125T090000Z").read_bytes() == b"newer"


@pytest.mark.parametrize("existing", list(Existing))
def test_what_is_the_same_already_counts_as_restored(restores: Restores, existing: Existing) -> None:
    restores.night.write("mail/a/1", b"saved")
    os.link(restores.night.servers / "mail/a/1", restores.night.servers / "mail/a/2")
    (restores.night.servers / "mail/link").symlink_to("a/1")
    restores.night.run(files("messages", restores.night.servers / "mail"))
    restores.run()

    step = restores.run(existing=existing)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert [tally.saved_files for tally in step.result.tallies] == [3]
    assert sorted(path.name for path in restores.place("mail").rglob("*")) == ["1", "2", "a", "link"]


def test_a_further_name_of_a_kept_file_is_kept_too(night: Night, restores: Restores) -> None:
    night.write("mail/1", b"saved")
    os.link(night.servers / "mail/1", night.servers / "mail/2")
    night.run(files("messages", night.servers / "mail"))
    restores.place("mail").mkdir(parents=True)
    for name in "12":
        restores.place(f"mail/{name}").write_bytes(b"newer")

    step = restores.run(existing=Existing.KEEP)

    assert step.result is not None
    assert (step.result.outcome, step.result.reason) == (Outcome.FULL, "2 files were kept as before")

    restores.place("mail/2").unlink()
    step = restores.run(existing=Existing.KEEP)
    assert step.result is not None
    assert step.result.errors == 1
    assert "a further name of a file that was not restored" in restores.log


def test_a_link_in_the_way_is_not_followed(night: Night, restores: Restores) -> None:
    night.write("mail/a/1", b"saved")
    night.write("mail/b", b"fine")
    night.run(files("messages", night.servers / "mail"))
    outside = night.folder / "outside"
    outside.mkdir()
    restores.place("mail").mkdir(parents=True)
    restores.place("mail/a").symlink_to(outside)

    step = restores.run(existing=Existing.REPLACE)

    assert step.result is not None
    assert step.result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert list(outside.iterdir()) == []
    assert restores.place("mail/b").read_bytes() == b"fine"
    assert "is there already and is no folder" in restores.log


def test_a_folder_in_the_way_is_never_removed(night: Night, restores: Restores) -> None:
    night.write("mail/1", b"saved")
    night.run(files("messages", night.servers / "mail"))
    restores.place("mail/1/inner").mkdir(parents=True)

    step = restores.run(existing=Existing.REPLACE)
    assert step.result is not None
    assert step.result.errors == 1
    assert "a folder stands in its place" in restores.log

    restores.run(existing=Existing.SET_ASIDE)
    assert restores.place("mail/1").read_bytes() == b"saved"
    assert (restores.place("mail") / "1.before-20261125T090000Z" / "inner").is_dir()


def test_folders_that_were_there_keep_what_they_are(night: Night, restores: Restores) -> None:
    night.write("mail/a/1", b"saved")
    night.run(files("messages", night.servers / "mail"))
    restores.place("mail").mkdir(parents=True)
    restores.place("mail").chmod(0o711)

    restores.run(existing=Existing.KEEP)
    assert restores.place("mail").stat().st_mode & 0o777 == 0o711

    restores.run(existing=Existing.REPLACE)
    assert restores.place("mail").stat().st_mode == (night.servers / "mail").stat().st_mode


def test_a_dry_run_writes_nothing_and_asks_for_no_medium(restores: Restores, changed: Path) -> None:
    job = restores.job(existing=Existing.REPLACE, dry_run=True)
    restores.night.shelf.eject()

    step = restores.step(job)

    assert step.result is not None
    assert step.result.verdict.startswith("DRY RUN ended, nothing was written | ")
    assert "1 new, would be restored, 1 would be replaced" in step.result.verdict
    assert changed.read_bytes() == b"newer"
    assert not changed.with_name("2").exists()
    assert "RESTORE" not in restores.log
