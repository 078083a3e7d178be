"""What programs said, through the services: planned, put back, kept where it was not."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import BackupSet, Restore, Server, Site, Source
from mmbackup.services.restore.folder import folder_of, prune_folders
from mmbackup.services.restore.preview import preview
from tests.builders import NOW, add_source, make_site
from tests.restore_site import asked, back_up, restore

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "boxes.db"


@pytest.fixture
def saved(transactional_db: None, own_data_folder: Path, tmp_path: Path, database: Path) -> Site:
    """Beside files a database, and what a command says."""
    site = make_site(tmp_path)
    server = Server.objects.get(site=site)
    fill(database, "old")
    add_source(server, "subscribers", kind="sqlite", name="boxes", databases=[str(database)])
    add_source(server, "installed-software", kind="command", argv=["echo", "told"], output="list.txt")
    back_up(site)
    return site


def fill(path: Path, word: str) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE box (word)")
        connection.execute("INSERT INTO box VALUES (?)", (word,))
        connection.commit()


def word_in(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT word FROM box").fetchone()[0])


def test_the_plan_says_what_is_put_back_and_what_is_left_out(saved: Site, database: Path) -> None:
    outputs = preview(asked=asked(saved, None)).outputs

    (one,) = outputs.put_back
    assert (one.server, one.source, one.kind, one.name) == ("MSS1", "boxes", "sqlite", str(database))
    assert one.way == "as the file it was, while no program has it open"
    assert [left.name for left in outputs.left_out] == ["list.txt"]
    assert outputs.size == one.size > 0


def test_the_plan_of_a_folder_speaks_of_no_outputs(saved: Site, tmp_path: Path) -> None:
    outputs = preview(asked=asked(saved, tmp_path / "back")).outputs

    assert (outputs.put_back, outputs.left_out) == ((), ())


def test_the_plan_says_what_must_be_stopped_by_hand(saved: Site) -> None:
    Server.objects.update(stop_command=["true"], start_command=["true"])

    alone = preview(asked=asked(saved, None)).warnings
    stopped = preview(asked=asked(saved, None, stop_software=True)).warnings

    assert any("has to stand still on MSS1" in words for words in alone)
    assert not any("Stop by hand" in words for words in stopped)


def test_the_plan_warns_of_what_another_server_wrote(saved: Site) -> None:
    BackupSet.objects.update(run=None)

    warnings = preview(asked=asked(saved, None)).warnings

    assert any("Put it back only if you know where the media come from" in words for words in warnings)


def test_it_is_put_back_and_nothing_is_left_behind(saved: Site, database: Path) -> None:
    fill(database, "new")

    run = restore(saved, None, existing=Restore.Existing.REPLACE)

    assert run.outcome == Outcome.FULL, run.verdict
    assert "| 1 output put back | 1 output left out | target in place" in run.verdict
    assert word_in(database) == "old"
    assert not folder_of(run).exists()


def test_what_is_not_put_back_is_kept_for_some_time(saved: Site, database: Path) -> None:
    """Its folder is gone, and nothing makes it."""
    database.unlink()
    Source.objects.filter(name="boxes").update(
        settings={"databases": ["/nonexistent/boxes.db", str(database)]}
    )
    database.mkdir()

    run = restore(saved, None, existing=Restore.Existing.REPLACE)

    assert run.outcome == Outcome.COMPLETED_WITH_ERRORS
    assert [path.name for path in folder_of(run).iterdir()] == ["outputs"]
    (kept,) = (path for path in folder_of(run).rglob("*") if path.is_file())
    assert word_in(kept) == "old"
    assert prune_folders(now=NOW + timedelta(days=3)) == 0
    assert prune_folders(now=NOW + timedelta(days=365 * 20)) == 1
    assert not list(data_folder("restores").iterdir())
