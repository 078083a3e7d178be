"""A database in slices on encrypted media, through the services: put back, or left as it is."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pyrage import x25519

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import EncryptionKey, Pool, Restore, Run, Schedule, Server, Site
from mmbackup.services.restore.folder import folder_of
from mmbackup.services.restore.give_key import keep_key
from mmbackup.services.runs.cancel_run import cancel_run
from mmbackup.services.runs.run_backup import run_backup
from mmbackup.services.runs.run_log import log_path
from tests.attended_site import change_medium, go_on, make_attended_site, queued_attended
from tests.attended_site import clock as attended_clock
from tests.builders import MEGABYTE, NOW, add_source
from tests.processes import product_environment
from tests.restore_site import clock, restore
from tests.restore_site import go_on as go_on_restoring

pytestmark = pytest.mark.django_db(transaction=True)
KEY = x25519.Identity.generate()
HEAVY = os.urandom(3 * MEGABYTE)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "boxes.db"


@pytest.fixture
def sealed(
    transactional_db: None,
    own_data_folder: Path,
    tmp_path: Path,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Site:
    """M-2 is in the drive, as the backup left it."""
    for name, value in product_environment().items():  # the keeper of the key is a process of its own
        monkeypatch.setenv(name, value)
    site = make_attended_site(tmp_path, megabytes=0)
    Schedule.objects.update(attended_wait_hours=30_000)  # which has a clock of its own
    made = {"site": site, "name": "vault", "public": str(KEY.to_public()), "origin": "imported"}
    key = EncryptionKey.objects.create(**made, made_at=NOW, made_by="ada", confirmed_at=NOW)
    Pool.objects.get(site=site).keys.add(key)
    fill(database, "old")
    server = Server.objects.get(site=site)
    add_source(server, "subscribers", kind="sqlite", name="boxes", databases=[str(database)])
    back_up(site)
    fill(database, "new")
    return site


def back_up(site: Site) -> None:
    run = run_backup(run_id=queued_attended(site).pk, clock=attended_clock)
    change_medium(site, "M-2")
    run = go_on(run)
    assert run.outcome == Outcome.FULL, (run.verdict, run.refusal, run.waits_for)


def fill(path: Path, word: str) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE box (word, heavy)")
        connection.execute("INSERT INTO box VALUES (?, ?)", (word, HEAVY))
        connection.commit()


def word_in(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT word FROM box").fetchone()[0])


def with_key(site: Site) -> Run:
    """The last medium, which is in the drive, is done with."""
    run = restore(site, None, existing=Restore.Existing.REPLACE)
    assert Restore.objects.get(run=run).waits_for_key, (run.verdict, run.refusal)
    keep_key(run=run, secret=str(KEY))
    run = go_on_restoring(run)
    assert run.waits_for == "Insert M-1 into DVD-RAM 1.", (run.verdict, run.refusal)
    return run


def test_with_the_key_and_both_media_it_is_put_back(sealed: Site, database: Path) -> None:
    run = with_key(sealed)
    change_medium(sealed, "M-1")

    run = go_on_restoring(run)

    assert run.outcome == Outcome.FULL, (run.verdict, run.refusal)
    assert "| 1 output put back |" in run.verdict
    assert word_in(database) == "old"
    assert not folder_of(run).exists()


def test_cancelled_while_it_waits_for_the_other_medium_it_is_not(sealed: Site, database: Path) -> None:
    run = with_key(sealed)

    assert cancel_run(run=run, now=clock())

    run.refresh_from_db()
    assert run.outcome == Outcome.FAILED
    assert "the medium M-1 | 1 output NOT put back" in run.verdict
    assert "boxes.db: NOT put back" in Path(log_path(run)).read_text().replace("\n            ", " ")
    assert word_in(database) == "new"
    assert not folder_of(run).exists()


def test_cancelled_while_it_waits_for_a_key_it_is_not(sealed: Site, database: Path) -> None:
    run = restore(sealed, None, existing=Restore.Existing.REPLACE)

    assert cancel_run(run=run, now=clock())

    run.refresh_from_db()
    assert run.outcome == Outcome.FAILED
    assert "a key | 1 output NOT put back" in run.verdict
    assert word_in(database) == "new"
