"""An encrypted set: the restore waits for a key, refuses a wrong one, and forgets the right one."""

from pathlib import Path

import pytest
from pyrage import x25519

from mmbackup.engine.errors import WrongKey
from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import BackupSet, EncryptionKey, Pool, Restore, Run, Schedule, Site
from mmbackup.services.keys.keeper import fetch_key
from mmbackup.services.restore.give_key import give_key, keep_key
from mmbackup.services.restore.preview import preview
from mmbackup.services.restore.request_restore import queue_restore
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import NOW, make_site
from tests.processes import product_environment
from tests.restore_site import asked, back_up, clock, go_on, is_equal, restore

pytestmark = pytest.mark.django_db(transaction=True)
KEY = x25519.Identity.generate()
SECRET, PUBLIC = str(KEY), str(KEY.to_public())


@pytest.fixture
def sealed(
    transactional_db: None, own_data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Site:
    for name, value in product_environment().items():  # the keeper is a process of its own
        monkeypatch.setenv(name, value)
    site = make_site(tmp_path)
    Schedule.objects.update(attended_wait_hours=30_000)  # the keeper has a clock of its own
    key = EncryptionKey.objects.create(
        site=site,
        name="vault",
        public=PUBLIC,
        origin="imported",
        made_at=NOW,
        made_by="ada",
        confirmed_at=NOW,
    )
    Pool.objects.get(site=site).keys.add(key)
    back_up(site)
    return site


def is_back(folder: Path) -> bool:
    return is_equal(folder / "back/MSS1" / str(folder / "mss1")[1:], folder / "mss1")


def test_it_is_known_before_that_a_key_is_needed(sealed: Site, tmp_path: Path) -> None:
    assert BackupSet.objects.get().recipients == [PUBLIC]

    assert preview(asked=asked(sealed, tmp_path / "back")).needs_key


def test_without_a_key_it_waits_for_one_and_with_it_all_comes_back(sealed: Site, tmp_path: Path) -> None:
    run = restore(sealed, tmp_path / "back")
    assert run.state == Run.State.WAITING
    assert Restore.objects.get(run=run).waits_for_key
    assert run.waits_for.startswith("Give a key that DVD-A is encrypted to.")

    keep_key(run=run, secret=SECRET)
    run = go_on(run)

    assert run.outcome == Outcome.FULL, (run.verdict, run.refusal)
    assert is_back(tmp_path)
    assert fetch_key(run.pk) is None


def test_a_key_given_at_once_is_not_asked_for(sealed: Site, tmp_path: Path) -> None:
    queued = queue_restore(asked=asked(sealed, tmp_path / "back"), by="ada", now=clock())
    give_key(run=queued, secret=SECRET, by="ada", now=clock())

    run = run_backup(run_id=queued.pk, clock=clock)

    assert run.outcome == Outcome.FULL, (run.verdict, run.refusal)


@pytest.mark.parametrize(
    "secret",
    ["", "AGE-SECRET-KEY-1NONSENSE", str(x25519.Identity.generate())],
    ids=["none", "nonsense", "another"],
)
def test_what_opens_nothing_is_refused_at_once(sealed: Site, tmp_path: Path, secret: str) -> None:
    run = restore(sealed, tmp_path / "back")

    with pytest.raises(WrongKey):
        give_key(run=run, secret=secret, by="ada", now=clock())

    run.refresh_from_db()
    assert run.state == Run.State.WAITING


def test_the_key_lies_nowhere_on_the_server(sealed: Site, tmp_path: Path) -> None:
    run = restore(sealed, tmp_path / "back")
    keep_key(run=run, secret=SECRET)
    assert go_on(run).outcome == Outcome.FULL

    secret = SECRET.encode()
    files = [path for path in data_folder(".").rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if secret in path.read_bytes()]
