"""Hours lie between two parts: files change, sources go, the configuration is edited, processes end."""

import os
import shutil
import tarfile
from dataclasses import replace

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.backup_set import list_sets
from mmbackup.engine.format.manifest import entry_path, read_manifest
from mmbackup.engine.operations.attended import parts_written
from mmbackup.engine.outcomes import Outcome
from tests.engine.media.mounts import needs_root
from tests.engine.operations.attended.archives import archive_of, members
from tests.engine.operations.attended.several import Several, restarted
from tests.engine.operations.backup.night import command, files

SYSTEM, NAMES, MESSAGES = "detailed-system-data", "greetings", "messages"


def saved_paths(several: Several, media: str) -> list[str]:
    """Of files, in the manifests of the parts on these media."""
    found = []
    for name in media:
        folder = several.content_of(name) / several.only_set(name).name
        entries = read_manifest([(folder / "manifest.jsonl.zst").read_bytes()])
        found += [entry_path(entry).decode() for entry in entries if entry["type"] == "file"]
    return found


def test_every_file_is_saved_once_whatever_process_writes_the_part(several: Several) -> None:
    several.fill("mail", 40, 100_000)
    job = several.begin(files(MESSAGES, several.servers / "mail"))
    several.step(job, "A")

    step = several.step(restarted(job), "B")

    assert step.result is not None
    paths = saved_paths(several, "AB")
    assert len(paths) == len(set(paths)) == 40
    assert not os.listdir(job.spool_folder)


def test_the_sources_it_began_with_count(several: Several) -> None:
    several.fill("mail", 40, 100_000)
    several.fill("other", 2, 100)
    job = several.begin(files(MESSAGES, several.servers / "mail"))
    several.step(job, "A")

    step = several.step(restarted(job, sources=(files(NAMES, several.servers / "other"),)), "B")

    assert step.result is not None
    assert [tally.data_type for tally in step.result.tallies] == [DataType.MESSAGES]
    assert step.result.tallies[0].saved_files == 40


def test_what_a_command_said_goes_onto_a_later_medium(several: Several) -> None:
    several.fill("mail", 30, 100_000)
    job = several.begin(
        command("installed-software", "head", "-c", "2000000", "/dev/urandom", output="packages"),
        files(SYSTEM, several.servers / "mail"),
    )

    parts, result = several.go_through(job)

    assert result.outcome is Outcome.FULL
    found = {
        name: len(content)
        for part in parts
        for name, content in members(
            several.content_of(part.medium_name) / part.set_name, "system-data"
        ).items()
    }
    assert found["MSS1/command-output/installed-software/packages"] == 2_000_000


def test_system_data_may_span_media(several: Several) -> None:
    several.fill("system", 40, 100_000)
    job = several.begin(files(SYSTEM, several.servers / "system"))

    parts, result = several.go_through(job)

    assert result.outcome is Outcome.FULL
    assert len(parts) == 2


def test_the_priority_is_kept_and_every_medium_filled(several: Several) -> None:
    several.fill("mail", 50, 50_000)
    several.fill("system", 20, 50_000)
    several.fill("greetings", 20, 50_000)
    job = several.begin(
        files(MESSAGES, several.servers / "mail"),
        files(NAMES, several.servers / "greetings"),
        files(SYSTEM, several.servers / "system"),
    )

    parts, _ = several.go_through(job)

    held = [{tally.data_type: tally.saved_files for tally in part.tallies} for part in parts]
    assert held[0][DataType.SYSTEM] == held[0][DataType.NAMES] == 20
    assert set(held[1]) == {DataType.MESSAGES}
    for part in parts[:-1]:
        assert part.medium_free < 60_000


def test_folders_lie_in_every_part_that_holds_files_of_their_type(several: Several) -> None:
    several.fill("mail", 40, 100_000)
    (several.servers / "mail/empty").mkdir(mode=0o750)
    several.fill("system", 2, 100)
    job = several.begin(files(MESSAGES, several.servers / "mail"), files(SYSTEM, several.servers / "system"))

    parts, _ = several.go_through(job)

    for part in parts:
        with archive_of(several.content_of(part.medium_name) / part.set_name, "messages") as archive:
            folders = [one.name for one in archive.getmembers() if one.type == tarfile.DIRTYPE]
        assert sorted(name.rsplit("/", 1)[-1] for name in folders) == ["empty", "mail"]
    assert not list(several.content_of("B").glob("*/system-data.*"))


def test_a_file_that_vanished_meanwhile_is_noted(several: Several) -> None:
    several.fill("mail", 40, 100_000)
    job = several.begin(files(MESSAGES, several.servers / "mail"))
    several.step(job, "A")
    (several.servers / "mail/0000").unlink()

    _, result = several.go_through(job, "B")

    assert (result.outcome, result.tallies[0].files, result.tallies[0].saved_files) == (Outcome.FULL, 39, 39)
    assert "vanished" in several.log


def test_a_source_that_is_gone_as_a_whole_is_an_error(several: Several) -> None:
    several.fill("mail", 40, 100_000)
    job = several.begin(files(MESSAGES, several.servers / "mail"))
    several.step(job, "A")
    shutil.rmtree(several.servers / "mail")

    _, result = several.go_through(job, "B")

    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "is not there any more" in several.log
    assert "errors | Data Types - Messages | 2 media" in result.verdict or "error | Data" in result.verdict


def test_errors_of_the_listing_are_told_and_counted(several: Several) -> None:
    several.fill("mail", 40, 100_000)
    job = several.begin(files(MESSAGES, several.servers / "mail"), files(NAMES, several.servers / "missing"))

    _, result = several.go_through(job)

    assert (result.outcome, result.errors) == (Outcome.COMPLETED_WITH_ERRORS, 1)
    assert result.verdict.startswith("FULL-ATTENDED BACKUP completed with 1 error | Data Types - ")
    assert several.log.count("/missing: No such file or directory") == 2  # in its section, and at the end
    log_of_part = (several.content_of("B") / several.only_set("B").name / "LOG.txt").read_text()
    assert "/missing" in log_of_part
    assert "Part 1" not in log_of_part


def test_an_older_set_goes_only_when_its_room_is_wanted(several: Several) -> None:
    several.fill("mail", 12, 100_000)
    several.go_through(several.begin(files(MESSAGES, several.servers / "mail")), "A")
    older = several.only_set("A").name
    several.state = several.folder / "second"
    several.state.mkdir()
    several.fill("mail", 45, 100_000)
    job = several.begin(files(MESSAGES, several.servers / "mail"))

    several.go_through(job, "AB")

    assert f"The older set {older} was removed before" in " ".join(several.log.split())
    assert [one.run_id for one in several.sets_of("A")] == [job.run_id]


def test_what_is_to_be_kept_stays(several: Several) -> None:
    several.fill("mail", 12, 100_000)
    several.go_through(several.begin(files(MESSAGES, several.servers / "mail")), "A")
    kept = several.only_set("A").name
    several.state = several.folder / "second"
    several.state.mkdir()
    several.fill("mail", 52, 100_000)
    job = several.begin(files(MESSAGES, several.servers / "mail"), admit=lambda *_: frozenset({kept}))

    parts, result = several.go_through(job)

    assert result.outcome is Outcome.FULL
    assert kept in [one.name for one in several.sets_of("A")]
    assert len(parts) == 3


@needs_root
@pytest.mark.root
def test_a_medium_labelled_by_an_older_mmbackup_learns_to_restore_this(several: Several) -> None:
    several.fill("mail", 2, 100)
    job = several.begin(files(MESSAGES, several.servers / "mail"))
    several.step(job, "A", cancelled=lambda: True)
    (several.content_of("A") / "restore.sh").write_text("# of old")
    several.state = several.folder / "second"
    several.state.mkdir()

    several.go_through(several.begin(*job.sources), "A")

    assert "slice" in (several.content_of("A") / "restore.sh").read_text()


def test_parts_written_tells_what_nobody_was_told(several: Several) -> None:
    """The process died after the part was proven and before anybody was told."""
    several.fill("mail", 40, 100_000)
    job = several.begin(files(MESSAGES, several.servers / "mail"))

    part = several.step(job, "A").part

    assert part is not None
    assert parts_written(folder=str(several.state)) == (part,)
    assert parts_written(folder=str(several.folder / "nowhere")) == ()
    assert replace(part, number=1) == part
    assert [one.part for one in list_sets(several.medium())] == [1]
