"""In place, what programs said: brought, put back, or kept with an error that says where."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.errors import CommandFailed, TargetRefused
from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.operations.restore import outputs, part, putting_back
from mmbackup.engine.operations.restore.job import Existing, InPlace, RestoreJob, Taker
from mmbackup.engine.operations.restore.shapes import State
from mmbackup.engine.operations.restore.state_file import save_state
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import Output, Programs, ServerMust, Settings, SourceSpec
from mmbackup.engine.sources.registry import KINDS
from tests.engine.operations.backup.night import Night, command, files
from tests.engine.operations.restore.restores import Restores

ITEM = "greetings"


@pytest.fixture
def database(night: Night) -> Path:
    path = night.servers / "boxes.db"
    fill(path, "old")
    return path


def fill(path: Path, word: str) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE box (word)")
        connection.execute("INSERT INTO box VALUES (?)", (word,))
        connection.commit()


def word_in(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT word FROM box").fetchone()[0])


def source(path: Path) -> SourceSpec:
    item = data_item(ServerKind.MSS, ITEM)
    return SourceSpec("MSS1", item, "boxes", "sqlite", {"databases": [str(path)]})


def taker(path: Path, **more: Any) -> Taker:
    return Taker("MSS1", ITEM, "boxes", "sqlite", {"databases": [str(path)]})._replace(**more)


def job(restores: Restores, *takers: Taker, roots: Sequence[Path] = (), **more: Any) -> RestoreJob:
    made = restores.job(existing=Existing.REPLACE)._replace(**more)
    kept = {"MSS1": tuple(os.fsencode(root) for root in roots)}
    return made._replace(target=InPlace(kept, takers, os.fsencode(made.folder) + b"/outputs"))


def plain(log: str) -> str:
    return log.replace("\n            ", " ")


def test_it_is_put_back_before_software_starts_and_nothing_of_it_is_left(
    night: Night, restores: Restores, database: Path
) -> None:
    night.run(source(database))
    fill(database, "new")
    started: list[str] = []

    def start() -> Sequence[str]:
        started.append(word_in(database))
        return ()

    made = job(restores, taker(database))
    step = restores.step(made, at_end=start)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert started == ["old"]
    assert "1 output put back" in step.result.verdict
    assert not Path(made.folder, "outputs").exists()


def test_what_was_brought_and_is_gone_is_no_success(
    night: Night, restores: Restores, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.run(source(database))
    monkeypatch.setattr("mmbackup.engine.operations.restore.putting_back.brought_of", lambda *_: [])

    step = restores.step(job(restores, taker(database)))

    assert step.result is not None
    assert step.result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "nothing tells that they were put back" in plain(restores.log)


@pytest.fixture
def someone_using(database: Path) -> Iterator[None]:
    """Another process, which has said that it has it open."""
    program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM box'); "
    argv = [sys.executable, "-c", program + "print(flush=True); sys.stdin.read()", str(database)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield
        process.kill()


def test_a_database_that_is_in_use_stays_as_it_is(
    night: Night, restores: Restores, database: Path, someone_using: None
) -> None:
    night.run(source(database))
    fill_in_place(database, "new")
    made = job(restores, taker(database))

    step = restores.step(made)

    assert step.result is not None
    assert step.result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "successfully" not in step.result.verdict
    assert word_in(database) == "new"
    log = plain(restores.log)
    assert "NOT put back" in log
    assert "has it open: stop what uses it" in log
    kept = re.search(r"It is kept in (\S+)", log)
    assert kept
    assert word_in(Path(kept[1])) == "old"
    assert Path(kept[1]).stat().st_mode & 0o777 == 0o600
    assert Path(made.folder, "outputs").stat().st_mode & 0o777 == 0o700


def fill_in_place(path: Path, word: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE box SET word = ?", (word,))
        connection.commit()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"source": "others"}, "no source boxes of MSS1 is configured for it any more"),
        ({"is_here": False}, "MSS1 is another machine, which is only read"),
        ({"settings": {"databases": ["/other.db"]}}, "its source does not name this database any more"),
        ({"kind": "system"}, "what a source of the kind system says is not put back"),
    ],
)
def test_what_nothing_takes_back_is_left_out_and_the_log_says_why(
    night: Night, restores: Restores, database: Path, change: dict[str, object], words: str
) -> None:
    night.run(source(database), command("detailed-system-data", "echo", "told"))
    fill(database, "new")

    step = restores.step(job(restores, taker(database, **change)))

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert "| 2 outputs left out |" in step.result.verdict
    assert words in plain(restores.log)
    assert "a command of one's own said it" in plain(restores.log)
    assert word_in(database) == "new"


def test_a_process_that_died_over_it_puts_back_what_is_open(
    night: Night, restores: Restores, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.run(source(database))
    fill(database, "new")
    made, kind = job(restores, taker(database)), KINDS["sqlite"]

    class Died(Exception):
        pass

    def dies(_output: Output, _settings: Settings, _programs: Programs) -> None:
        raise Died

    monkeypatch.setattr(kind, "check", dies)
    with pytest.raises(Died):
        restores.step(made)
    monkeypatch.undo()
    step = restores.step(made)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert word_in(database) == "old"


def test_what_is_put_back_is_not_put_back_twice(
    night: Night, restores: Restores, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies when it is remembered, and its file is still there; then it is changed again."""
    night.run(source(database))
    fill(database, "new")
    made = job(restores, taker(database))

    class Died(Exception):
        pass

    def saves_and_dies(folder: str, state: State) -> None:
        save_state(folder, state)
        raise Died

    monkeypatch.setattr(putting_back, "save_state", saves_and_dies)
    with pytest.raises(Died):
        restores.step(made)
    monkeypatch.undo()
    assert word_in(database) == "old"
    fill(database, "newest")
    step = restores.step(made)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert "1 output put back" in step.result.verdict
    assert word_in(database) == "newest"
    assert not Path(made.folder, "outputs").exists()


def test_without_room_for_it_nothing_is_begun(
    night: Night, restores: Restores, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.run(source(database))
    begun: list[bool] = []
    monkeypatch.setattr(outputs, "_SPARE", 1 << 60)

    def begin() -> Sequence[str]:
        begun.append(True)
        return ()

    step = restores.step(job(restores, taker(database)), begin=begin)

    assert step.result is not None
    assert step.result.error == TargetRefused.__name__
    assert not begun


def test_a_cancelled_restore_puts_nothing_back_and_says_so(
    night: Night, restores: Restores, database: Path
) -> None:
    """Cancelled when all is brought."""
    night.run(source(database))
    fill(database, "new")
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return any(Path(made.folder, "outputs").rglob("*.db"))

    made = job(restores, taker(database))
    step = restores.step(made, cancelled=cancelled)

    assert asked
    assert step.result is not None
    assert step.result.outcome is not Outcome.FULL
    assert word_in(database) == "new"
    assert "It is kept in" in plain(restores.log)


def test_a_restore_that_fails_says_where_what_it_brought_lies(
    night: Night, restores: Restores, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk takes no more, at the end of the part."""
    night.run(source(database))
    fill(database, "new")

    def full(_place: bytes) -> None:
        raise TargetRefused("the disk is full")

    monkeypatch.setattr(part, "sync_file_system", full)
    step = restores.step(job(restores, taker(database)))

    assert step.result is not None
    assert step.result.outcome is Outcome.FAILED
    assert word_in(database) == "new"
    kept = re.search(r"since the restore failed. It is kept in (\S+)", plain(restores.log))
    assert kept
    assert word_in(Path(kept[1])) == "old"
    assert "-1" not in restores.log.partition("bytes\n")[2]


def test_a_file_beside_outputs_comes_back_too(night: Night, restores: Restores, database: Path) -> None:
    lost = night.write("mail/1", b"one")
    night.run(source(database), files("messages", night.servers / "mail"))
    lost.unlink()
    fill(database, "new")

    step = restores.step(job(restores, taker(database), roots=[night.servers / "mail"]))

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert (lost.read_bytes(), word_in(database)) == (b"one", "old")


def test_a_dry_run_without_the_medium_says_what_was_not_looked_at(
    night: Night, restores: Restores, database: Path
) -> None:
    night.run(source(database))
    fill(database, "new")
    made = job(restores, taker(database), dry_run=True)
    night.shelf.eject()

    step = restores.step(made)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert "1 would be put back" in step.result.verdict
    assert "is not looked at" in plain(restores.log)
    assert word_in(database) == "new"


def test_into_a_folder_outputs_are_files_as_ever(night: Night, restores: Restores, database: Path) -> None:
    night.run(source(database))

    step = restores.run(Pick())

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL
    assert "put back" not in step.result.verdict


def test_an_output_that_its_tool_refuses_is_not_put_back(
    night: Night, restores: Restores, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.run(source(database))
    fill(database, "new")

    def refuses(_output: Output, _settings: Settings, _programs: Programs) -> None:
        raise CommandFailed("it was cut off")

    monkeypatch.setattr(KINDS["sqlite"], "check", refuses)
    step = restores.step(job(restores, taker(database)))

    assert step.result is not None
    assert step.result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "NOT put back: it was cut off" in plain(restores.log)
    assert word_in(database) == "new"


def test_a_server_that_must_run_and_does_not_yet_is_waited_for(
    night: Night, restores: Restores, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is started with the software."""
    night.run(source(database))
    fill(database, "new")
    running: list[str] = []

    def start() -> Sequence[str]:
        running.append(word_in(database))
        return ()

    monkeypatch.setattr(KINDS["sqlite"], "server_must", lambda _settings: ServerMust.RUN)
    monkeypatch.setattr(KINDS["sqlite"], "is_ready", lambda _settings, _programs: bool(running))
    made = job(restores, taker(database))
    step = restores.step(made, at_end=start)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    assert running == ["new"]
    assert word_in(database) == "old"
    assert not Path(made.folder, "outputs").exists()


def test_a_server_that_runs_and_must_not_is_left_alone(
    night: Night, restores: Restores, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.run(source(database))
    fill(database, "new")

    monkeypatch.setattr(KINDS["sqlite"], "is_ready", lambda _settings, _programs: False)
    step = restores.step(job(restores, taker(database)))

    assert step.result is not None
    assert step.result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "must stand still for it: stop it" in plain(restores.log)
    assert word_in(database) == "new"
