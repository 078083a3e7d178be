"""`manage.py restore`: says what it would do, asks for its media, ends with the verdict and its status."""

import os
import pty
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TextIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError, OutputWrapper
from django.utils import timezone
from pyrage import x25519

from mmbackup.engine.outcomes import Outcome
from mmbackup.management.run_dialogue import RunDialogue
from mmbackup.models import EncryptionKey, Pool, Restore, Run, Server, Site
from mmbackup.services.restore.request_restore import queue_restore
from mmbackup.services.runs.run_backup import run_backup
from mmbackup.services.runs.work import never
from tests.attended_site import change_medium, shelf_of_site
from tests.builders import NOW, make_site
from tests.processes import product_environment
from tests.restore_site import asked, back_up, is_equal

pytestmark = pytest.mark.django_db(transaction=True)
KEY = x25519.Identity.generate()


@pytest.fixture
def site(transactional_db: None, own_data_folder: Path, tmp_path: Path) -> Site:
    return make_site(tmp_path)


@pytest.fixture
def saved(site: Site) -> Site:
    back_up(site)
    return site


@pytest.fixture
def terminal() -> Iterator[tuple[int, TextIO]]:
    """What a person types into, and what the command reads."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as keys:
        yield ours, keys
    os.close(ours)


def restore(*arguments: str) -> int:
    """Its exit status."""
    with pytest.raises(SystemExit) as ended:
        call_command("restore", *arguments)
    return int(ended.value.code or 0)


def is_back(folder: Path) -> bool:
    return is_equal(folder / "back/MSS1" / str(folder / "mss1")[1:], folder / "mss1")


def test_the_list_says_where_each_type_is_complete(saved: Site, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("restore", "--list")

    out = capsys.readouterr().out
    assert "Messages of MSS1: last complete: Sun Nov 22, medium DVD-A" in out
    assert "    Messages of MSS1: all 20 files" in out


def test_everything_into_a_folder(saved: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert restore("--to", str(tmp_path / "back"), "--yes") == 0

    out = capsys.readouterr().out.splitlines()
    assert "  1. DVD-A  " in out[2]
    assert out[2].endswith("28 files, 656.0 kB")
    assert out[-1].startswith("RESTORE completed successfully | ")
    assert is_back(tmp_path)


def test_one_message_by_its_path_in_place(saved: Site, tmp_path: Path) -> None:
    gone = tmp_path / "mss1/messages/0007.dat"
    content = gone.read_bytes()
    gone.unlink()

    assert restore("--in-place", "--path", f"MSS1{gone}", "--yes") == 0

    assert gone.read_bytes() == content


def test_what_a_search_finds(saved: Site, tmp_path: Path) -> None:
    assert restore("--to", str(tmp_path / "back"), "--search", "greetings/0003", "--yes") == 0

    found = [path.name for path in (tmp_path / "back").rglob("*") if path.is_file()]
    assert found == ["0003.dat"]


def test_one_data_type_and_what_is_there_is_set_aside(saved: Site, tmp_path: Path) -> None:
    changed = tmp_path / "mss1/messages/0001.dat"
    content = changed.read_bytes()
    changed.write_text("newer")

    assert restore("--in-place", "--type", "messages", "--existing", "set-aside", "--yes") == 0

    assert changed.read_bytes() == content
    assert "newer" in [
        path.read_text(errors="replace") for path in changed.parent.iterdir() if path != changed
    ]


def test_a_dry_run_writes_nothing(saved: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = tmp_path / "mss1/messages/0007.dat"
    gone.unlink()

    assert restore("--in-place", "--dry-run", "--yes") == 0

    assert not gone.exists()
    out = capsys.readouterr().out
    assert "Nothing is written: a dry run" in out
    assert "DRY RUN" in out.splitlines()[-1]


def test_errors_have_a_status_of_their_own(saved: Site) -> None:
    Server.objects.update(stop_command=["true"], start_command=["false"])

    assert restore("--in-place", "--stop-software", "--yes") == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Say where it goes"),
        (["--to", "relative"], "must be an absolute path"),
        (["--to", "/srv/x", "--type", "letters"], "Unknown data type letters"),
        (["--to", "/srv/x", "--server", "MSS9"], "Unknown server MSS9: known are MSS1"),
        (["--to", "/srv/x", "--path", "MSS1/nothing"], "nothing"),
        (["--to", "/srv/x", "--search", "no such text"], "no path holds no such text"),
        (["--to", "/srv/x", "--at", "yesterday"], "--at yesterday: give a day"),
        (["--to", "/srv/x", "--at", "2020-01-01"], "no backup that is known here holds it"),
        (["--to", "/srv/x", "--set", "unknown"], "No set is called unknown"),
        (["--to", "/srv/x", "--drive", "X"], "There is no drive named X"),
        (["--to", "/srv/x", "--key-file", "/nonexistent"], "cannot be read"),
        (["--to", "/srv/x"], "give --yes to begin"),
    ],
)
def test_wrong_usage_has_its_own_status(
    saved: Site, arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open(os.devnull) as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        with pytest.raises(CommandError, match=words) as error:
            call_command("restore", *arguments)

    assert error.value.returncode == 2
    assert not Run.objects.filter(kind=Run.Kind.RESTORE).exists()


def test_a_medium_that_comes_is_noticed(saved: Site, tmp_path: Path, terminal: tuple[int, TextIO]) -> None:
    shelf_of_site(saved).eject()
    run = run_backup(
        run_id=queue_restore(asked=asked(saved, tmp_path / "back"), by="ada", now=timezone.now()).pk,
        clock=timezone.now,
    )
    assert run.state == Run.State.WAITING
    shelf_of_site(saved).insert("DVD-B")
    os.write(terminal[0], b"\n")  # it is the wrong one, and said to be in
    out = StringIO()
    dialogue = RunDialogue(OutputWrapper(out), never, terminal[1])

    dialogue.wait_once(run)
    assert run.state == Run.State.WAITING
    change_medium(saved, "DVD-A")
    os.write(terminal[0], b"\n")
    run = dialogue.see_through(run)

    assert run.outcome == Outcome.FULL, run.verdict
    assert "Insert DVD-A into DVD-RAM 1." in out.getvalue()


def test_c_cancels(saved: Site, tmp_path: Path, terminal: tuple[int, TextIO]) -> None:
    shelf_of_site(saved).eject()
    run = queue_restore(asked=asked(saved, tmp_path / "back"), by="ada", now=timezone.now())
    os.write(terminal[0], b"c\n")

    run = RunDialogue(OutputWrapper(StringIO()), never, terminal[1]).see_through(run)

    assert run.verdict.startswith("RESTORE failed | cancelled")


def test_what_waits_is_tried_at_once_with_what_is_in_the_drive(saved: Site, tmp_path: Path) -> None:
    shelf_of_site(saved).eject()
    queued = queue_restore(asked=asked(saved, tmp_path / "back"), by="ada", now=timezone.now())
    run_backup(run_id=queued.pk, clock=timezone.now)
    shelf_of_site(saved).insert("DVD-A")

    assert restore("--continue") == 0

    assert is_back(tmp_path)


def test_there_must_be_one_to_take_up(saved: Site) -> None:
    with pytest.raises(CommandError, match="No restore is under way"):
        call_command("restore", "--continue")


@pytest.fixture
def sealed(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    for name, value in product_environment().items():  # the key's keeper is a process of its own
        monkeypatch.setenv(name, value)
    key = EncryptionKey.objects.create(
        site=site, name="vault", public=str(KEY.to_public()), origin="imported", made_at=NOW, made_by="ada",
        confirmed_at=NOW,
    )  # fmt: skip
    Pool.objects.get(site=site).keys.add(key)
    back_up(site)
    return site


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key.txt"
    path.write_text(f"# created: 2026-11-22\n# public key: {KEY.to_public()}\n{KEY}\n")
    return path


def test_encrypted_media_with_a_key_file(sealed: Site, tmp_path: Path, key_file: Path) -> None:
    assert restore("--to", str(tmp_path / "back"), "--key-file", str(key_file), "--yes") == 0

    assert is_back(tmp_path)


def test_a_key_is_asked_for_when_it_lacks(
    sealed: Site, tmp_path: Path, key_file: Path, terminal: tuple[int, TextIO]
) -> None:
    run = queue_restore(asked=asked(sealed, tmp_path / "back"), by="ada", now=timezone.now())
    os.write(terminal[0], f"/nonexistent\n{key_file}\n".encode())
    out = StringIO()

    run = RunDialogue(OutputWrapper(out), never, terminal[1]).see_through(run)

    assert run.outcome == Outcome.FULL, (run.verdict, run.refusal)
    assert "the key file /nonexistent cannot be read" in out.getvalue()
    assert not Restore.objects.get(run=run).waits_for_key
