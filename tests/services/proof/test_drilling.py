"""A restore drill, asked for and done: what comes back is proven, and what does not raises an alarm."""

import os
import sqlite3
import wave
from contextlib import closing
from pathlib import Path

import pytest

from mmbackup.engine.codes import DRILL_FAILED
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import Alarm, BackupSet, Drill, Event, Log, Pool, Run, Site
from mmbackup.services.drives.drive_lock import data_folder_name
from mmbackup.services.keys.drill_key import make_drill_key
from mmbackup.services.proof.request import queue_drill
from mmbackup.services.proof.scratch import drill_folder
from mmbackup.services.runs.settle_lost_runs import settle_lost_runs
from tests.builders import NOW
from tests.services.proof.builders import LATER, back_up, drill, mar

pytestmark = pytest.mark.django_db(transaction=True)  # progress is told on a connection of its own


@pytest.fixture
def system(harbour: Site, tmp_path: Path) -> Path:
    """The folder of System data, with what can be opened in it."""
    folder = tmp_path / "mss1" / "detailed-system-data"
    with closing(sqlite3.connect(folder / "subscribers.db")) as database:
        database.execute("CREATE TABLE subscriber (name TEXT)")
        database.executemany("INSERT INTO subscriber VALUES (?)", [(f"person {n}",) for n in range(2_000)])
        database.commit()
    (folder / "directory.ldif").write_text("version: 1\n\ndn: cn=Ada\ncn: Ada\n\ndn: cn=Bob\ncn: Bob\n")
    messages = tmp_path / "mss1" / "messages"
    (messages / "letter.eml").write_bytes(b"From: ada@example.org\nMIME-Version: 1.0\n\nHello\n")
    with wave.open(str(messages / "voice.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16_000))
    return folder


def test_a_drill_proves_what_it_restores(harbour: Site, system: Path) -> None:
    written = back_up(harbour)

    run = drill(harbour)

    found = Drill.objects.get(run=run)
    assert run.outcome == Outcome.FULL, run.verdict
    assert run.verdict.startswith(f"RESTORE DRILL completed successfully | {found.files:,} files, ")
    assert (found.set_uuid, found.set_name) == (written.uuid, written.name)
    assert found.proven_at == run.ended_at
    assert found.files == 32  # all of them: the sample takes up to 200
    assert found.compared == found.files
    assert found.size > 600_000
    assert found.opened == {"SQLite": [1, 0], "LDIF": [1, 0], "MIME": [1, 0], "WAV": [1, 0]}
    assert Event.objects.filter(run=run, event_id="BKRST017").exists()


def test_its_log_names_each_file_and_nothing_is_left_behind(harbour: Site) -> None:
    back_up(harbour)

    run = drill(harbour)

    log = Log.objects.get(run=run)
    lines = (data_folder("logs") / log.path).read_text().splitlines()
    assert log.kind == Log.Kind.DRILL
    assert lines[0] == "Restore drill log of Harbour Hospital"
    assert sum(line.startswith("  restored") for line in lines) == 28
    assert lines[-1] == run.verdict
    assert list(data_folder("drills").iterdir()) == []
    assert list(data_folder("proof").iterdir()) == []


def test_damage_fails_it_and_the_next_success_resolves_the_alarm(harbour: Site) -> None:
    written = back_up(harbour)
    piece = "system-data.0001.tar.zst"
    path = Path(harbour.drives.get().settings["path"]) / "media/DVD-A/content" / written.name / piece
    good = path.read_bytes()
    mar(harbour, written.name, piece)

    run = drill(harbour)

    assert run.outcome == Outcome.FAILED
    assert run.verdict.startswith("RESTORE DRILL failed | ")
    assert Drill.objects.get(run=run).proven_at is None
    alarm = Alarm.objects.get(code=DRILL_FAILED.code)
    assert (alarm.resolved_at, alarm.location) == (None, "DVD-A")
    assert Event.objects.filter(run=run, event_id="BKRST018").exists()

    path.write_bytes(good)
    assert drill(harbour).outcome == Outcome.FULL
    alarm.refresh_from_db()
    assert alarm.resolved_at is not None


def test_what_its_own_tool_finds_broken_fails_it(harbour: Site, system: Path) -> None:
    """As it would a restore in place."""
    (system / "voice.dump").write_bytes(b"PGDMP" + b"cut")
    back_up(harbour)
    (system / "voice.dump").unlink()  # what is so at its source too is none of the medium's

    run = drill(harbour)

    log = (data_folder("logs") / Log.objects.get(run=run).path).read_text()
    assert run.outcome == Outcome.FAILED
    assert "does not open as PostgreSQL: pg_restore ended with status 1" in " ".join(log.split())


def test_what_no_tool_here_can_check_is_said_and_not_counted(
    harbour: Site, system: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (system / "voice.dump").write_bytes(b"PGDMP")
    back_up(harbour)
    monkeypatch.setenv("PATH", "/nowhere")

    run = drill(harbour)

    log = (data_folder("logs") / Log.objects.get(run=run).path).read_text()
    assert run.outcome == Outcome.FULL, run.verdict
    assert "| 1 not checked |" in run.verdict
    assert "PostgreSQL" not in Drill.objects.get(run=run).opened
    assert "was not checked: pg_restore is not here" in " ".join(log.split())


def test_other_bytes_under_the_same_time_and_size_are_found(harbour: Site, tmp_path: Path) -> None:
    back_up(harbour)
    source = tmp_path / "mss1" / "greetings" / "0000.dat"
    status = source.stat()
    source.write_bytes(b"x" * status.st_size)
    os.utime(source, ns=(status.st_atime_ns, status.st_mtime_ns))

    run = drill(harbour)

    assert run.outcome == Outcome.FAILED
    assert "1 of 28 files did not come back right" in run.verdict


def test_what_changed_since_is_not_compared_with_its_source(harbour: Site, tmp_path: Path) -> None:
    back_up(harbour)
    (tmp_path / "mss1" / "greetings" / "0000.dat").write_bytes(b"newer")

    run = drill(harbour)

    assert run.outcome == Outcome.FULL, run.verdict
    assert Drill.objects.get(run=run).compared == 27


def test_a_database_torn_when_it_was_saved_fails_it(harbour: Site, system: Path) -> None:
    database = system / "subscribers.db"
    whole = database.read_bytes()
    database.write_bytes(whole[:4096] + b"torn" * 1024 + whole[8192:])
    back_up(harbour)
    database.write_bytes(whole)

    run = drill(harbour)

    assert run.outcome == Outcome.FAILED
    assert Drill.objects.get(run=run).opened["SQLite"] == [0, 1]


def test_what_is_broken_at_its_source_too_is_noted_only(harbour: Site, system: Path) -> None:
    (system / "directory.ldif").write_text("this is no LDIF\n")
    back_up(harbour)

    run = drill(harbour)

    assert run.outcome == Outcome.FULL, run.verdict
    assert Drill.objects.get(run=run).opened["LDIF"] == [0, 1]
    log = (data_folder("logs") / Log.objects.get(run=run).path).read_text()
    assert "It is so at its source too." in " ".join(log.split())


def test_an_encrypted_set_without_a_key_is_no_success_and_no_alarm(harbour: Site) -> None:
    back_up(harbour)
    BackupSet.objects.update(recipients=["age1somebody"])

    run = drill(harbour)

    assert run.outcome == Outcome.DID_NOT_RUN
    assert run.verdict.startswith(
        "RESTORE DRILL did not run | the set is encrypted, and there is no drill key"
    )
    found = Drill.objects.get(run=run)
    assert found.needs_key
    assert found.proven_at is None
    assert not Alarm.objects.filter(code=DRILL_FAILED.code).exists()


def test_an_empty_drive_is_said_and_raises_no_alarm(harbour: Site) -> None:
    back_up(harbour)
    Shelf(harbour.drives.get().settings["path"]).eject()

    run = drill(harbour)

    assert run.outcome == Outcome.NO_MEDIUM
    assert run.verdict.startswith("RESTORE DRILL failed | ")
    assert not Alarm.objects.filter(code=DRILL_FAILED.code).exists()


def test_a_medium_without_a_verified_set_is_said(harbour: Site) -> None:
    back_up(harbour)
    BackupSet.objects.update(verified_at=None)

    run = drill(harbour)

    assert run.outcome == Outcome.FAILED
    assert "no verified backup set that is known here lies on the medium in the drive" in run.verdict


def test_an_encrypted_set_is_drilled_with_the_drill_key(harbour: Site) -> None:
    key = make_drill_key(site=harbour, by="ada", now=NOW)
    Pool.objects.get(site=harbour).keys.add(key)
    written = back_up(harbour)
    assert written.is_encrypted

    run = drill(harbour)

    assert run.outcome == Outcome.FULL, run.verdict
    assert Drill.objects.get(run=run).files == 28


def test_what_a_killed_drill_had_restored_is_removed(harbour: Site) -> None:
    back_up(harbour)
    run = queue_drill(drive=harbour.drives.get(), by="ada", now=LATER)
    Run.objects.filter(pk=run.pk).update(
        state=Run.State.RUNNING, started_at=LATER, data_folder=data_folder_name(), host="here", process=1
    )
    drill_folder(run).mkdir()
    (drill_folder(run) / "secret").write_bytes(b"restored")

    settle_lost_runs(now=LATER)

    run.refresh_from_db()
    assert run.outcome == Outcome.WORKER_LOST
    assert not drill_folder(run).exists()
    assert not Alarm.objects.filter(code=DRILL_FAILED.code).exists()


def test_odd_messages_are_noted_and_fail_nothing(harbour: Site, tmp_path: Path) -> None:
    odd = tmp_path / "mss1" / "messages" / "odd.wav"
    odd.write_bytes(b"RIFF\0\0\0\0WAVEjunk")
    back_up(harbour)
    odd.unlink()

    run = drill(harbour)

    assert run.outcome == Outcome.FULL, run.verdict
    assert Drill.objects.get(run=run).opened == {"WAV": [0, 1]}
    log = (data_folder("logs") / Log.objects.get(run=run).path).read_text()
    assert "Its bytes are those that were saved." in " ".join(log.split())
