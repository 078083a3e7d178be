"""What programs that live for months do at a drive, they do without keeping descriptors or threads."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive, DriveAct, Run, Site
from mmbackup.services.drives.drive_acts import ask_drive
from mmbackup.services.drives.shelf import eject_medium, insert_medium, list_media, shelf_of
from mmbackup.services.drives.watch_drives import DriveWatch
from mmbackup.services.index.import_medium import import_medium
from mmbackup.services.runs import progress
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import NOW, queued_run
from tests.open_files import held
from tests.portal.builders import make_user

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


@pytest.fixture
def drive(harbour: Site) -> Drive:
    """With a medium in it that holds a night."""
    run: Run = run_backup(run_id=queued_run(harbour).pk, clock=lambda: NOW + timedelta(minutes=16))
    assert run.outcome
    return harbour.drives.get()


def keeps_nothing(act: Callable[[], object]) -> None:
    """The first time may leave what stays once and for all, such as the database's own connection."""
    act()
    before = held()
    for _ in range(ROUNDS):
        act()
    assert held().since(before) == []


@pytest.mark.parametrize("verb", [DriveAct.Verb.LOOK, DriveAct.Verb.LABEL, DriveAct.Verb.RELABEL])
def test_acts(drive: Drive, verb: DriveAct.Verb) -> None:
    """A label is refused here, which is to cost no more than one that is taken."""
    words = {"name": "DVD-A", "pool": "nightly", "typed": "", "seen": ""}
    keeps_nothing(lambda: ask_drive(drive=drive, verb=verb, by="ada", now=NOW, arguments=words, here=True))


def test_media_that_come_and_go_before_a_watched_drive(drive: Drive) -> None:
    watch = DriveWatch()
    name = str(shelf_of(drive).loaded())

    def turn() -> None:
        eject_medium(drive=drive, now=NOW)
        watch.look(now=NOW)
        insert_medium(drive=drive, name=name, now=NOW)
        watch.look(now=NOW)
        list_media(drive=drive)

    keeps_nothing(turn)


def test_imports(drive: Drive) -> None:
    keeps_nothing(lambda: import_medium(drive=drive, by="ada", now=NOW))


def test_a_drive_whose_state_is_broken(drive: Drive) -> None:
    shelf = shelf_of(drive)
    (Path(shelf.content(str(shelf.loaded()))).parent / "medium.json").write_text("no state")

    def look() -> None:
        act = ask_drive(drive=drive, verb=DriveAct.Verb.LOOK, by="ada", now=NOW, here=True)
        assert "not a state file" in act.answer
        with pytest.raises(BackupError):
            import_medium(drive=drive, by="ada", now=NOW)

    keeps_nothing(look)


def test_nights(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that last, and tell of their progress by a connection of their own, as the first may not."""
    at = iter(range(1, 100))

    def night() -> None:
        began = NOW + timedelta(days=next(at))
        run_backup(run_id=queued_run(drive.site, at=began).pk, clock=lambda: began + timedelta(minutes=16))
        monkeypatch.setattr(progress, "INTERVAL", 0.01)

    keeps_nothing(night)


@pytest.mark.parametrize("page", ["/backup/drive/", "/media/", "/restore/", "/restore/search/?text=a"])
def test_pages(drive: Drive, page: str) -> None:
    client = Client()
    client.force_login(make_user())
    keeps_nothing(lambda: client.get(page, follow=True))
