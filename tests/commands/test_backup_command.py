"""`manage.py backup`: asks for its media in the terminal, and ends with the verdict and its status."""

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

from mmbackup.engine.outcomes import Outcome
from mmbackup.management.run_dialogue import RunDialogue
from mmbackup.models import BackupSet, Run, Site
from mmbackup.services.runs.cancel_run import cancel_run
from mmbackup.services.runs.run_backup import run_backup
from mmbackup.services.runs.work import never
from tests.attended_site import change_medium, make_attended_site, queued_attended, shelf_of_site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(transactional_db: None, own_data_folder: Path, tmp_path: Path) -> Site:
    return make_attended_site(tmp_path)


@pytest.fixture
def terminal() -> Iterator[tuple[int, TextIO]]:
    """What a person types into, and what the command reads."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as keys:
        yield ours, keys
    os.close(ours)


def dialogue(keys: TextIO) -> RunDialogue:
    return RunDialogue(OutputWrapper(StringIO()), never, keys)


def test_it_ends_with_the_verdict_and_its_status(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("backup", "--yes", "--data-types", "system,names", "--servers", "MSS1")

    assert ended.value.code == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("FULL-ATTENDED BACKUP completed successfully | Data Types - System, Names and ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--data-types", "letters"], "Unknown data type letters"),
        (["--drive", "X"], "no drive named X"),
        ([], "give --yes to begin"),
    ],
)
def test_wrong_usage_has_its_own_status(
    site: Site, arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open(os.devnull) as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        with pytest.raises(CommandError, match=words) as error:
            call_command("backup", *arguments)

    assert error.value.returncode == 2
    assert not Run.objects.exists()


def test_enter_goes_on_with_what_was_put_in(site: Site, terminal: tuple[int, TextIO]) -> None:
    shelf_of_site(site).eject()
    run = run_backup(run_id=queued_attended(site).pk, clock=timezone.now)
    assert run.state == Run.State.WAITING
    change_medium(site, "M-1")
    os.write(terminal[0], b"\nc\n")  # the next medium is then not to be had

    run = dialogue(terminal[1]).see_through(run)

    assert [row.medium.name for row in BackupSet.objects.filter(run=run)] == ["M-1"]
    assert run.outcome == Outcome.FAILED


def test_a_medium_that_comes_is_noticed_without_a_key(site: Site, terminal: tuple[int, TextIO]) -> None:
    run = run_backup(run_id=queued_attended(site).pk, clock=timezone.now)
    change_medium(site, "M-2")

    dialogue(terminal[1]).wait_once(run)

    assert run.part == 3


def test_c_cancels_and_the_parts_stay(site: Site, terminal: tuple[int, TextIO]) -> None:
    run = run_backup(run_id=queued_attended(site).pk, clock=timezone.now)
    os.write(terminal[0], b"c\n")

    run = dialogue(terminal[1]).see_through(run)

    assert "cancelled" in run.verdict
    assert BackupSet.objects.get(run=run).removed_at is None


def test_somebody_elses_end_is_followed(site: Site, terminal: tuple[int, TextIO]) -> None:
    run = run_backup(run_id=queued_attended(site).pk, clock=timezone.now)
    cancel_run(run=Run.objects.get(), now=timezone.now())

    assert dialogue(terminal[1]).see_through(run).state == Run.State.ENDED
