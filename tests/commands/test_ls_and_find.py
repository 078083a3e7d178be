"""`manage.py ls`, `find` and `medium import`: what lies in which backup, at a shell."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mmbackup.models import BackupSet, Run, Site
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import NOW, queued_run

pytestmark = pytest.mark.django_db(transaction=True)


def say(command: str, *arguments: str) -> list[str]:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def saved(harbour: Site, tmp_path: Path) -> Run:
    folder = tmp_path / "mss1" / "messages"
    (folder / "4711").mkdir()
    for name in (b"4711/hello.wav", b"bad\xff\nname", "Grüße".encode()):
        path = os.fsencode(folder) + b"/" + name
        with open(path, "wb") as file:
            file.write(b"hello")
        os.utime(path, (NOW.timestamp(), NOW.timestamp() - 86400))
    return run_backup(run_id=queued_run(harbour).pk, clock=lambda: NOW + timedelta(minutes=9))


@pytest.fixture
def messages(saved: Run, tmp_path: Path) -> str:
    """Their folder in the backup."""
    return f"MSS1{tmp_path}/mss1/messages"


def the_set() -> BackupSet:
    return BackupSet.objects.select_related("medium").get()


def test_the_backups_are_listed(saved: Run) -> None:
    (line,) = say("ls")
    assert line.split("  ")[:2] == ["2026-11-22 03:14", the_set().name]
    (told,) = map(json.loads, say("ls", "--json"))
    assert (told["set"], told["medium"], told["files_known"]) == (str(the_set().uuid), "DVD-A", True)
    assert told["encrypted"] is False


def test_a_backup_is_walked_from_its_servers_down(saved: Run, messages: str) -> None:
    for name in (the_set().name, str(the_set().uuid), "DVD-A", str(the_set().medium.uuid)):
        assert say("ls", name) == ["MSS1/"]
    listed = say("ls", "DVD-A", messages)
    assert listed[0] == "4711/"
    assert listed[-2:] == ["Grüße", r"bad\xff\x0aname"]
    assert say("ls", "DVD-A", f"/{messages}/4711/") == ["hello.wav"]
    assert say("ls", "DVD-A", rf"{messages}/bad\xff\x0aname") == [r"bad\xff\x0aname"]


def test_the_long_form_tells_mode_size_and_medium(saved: Run, messages: str) -> None:
    (line,) = say("ls", "-l", "DVD-A", f"{messages}/4711/hello.wav")
    assert line.startswith("-rw-")
    assert line.split()[1:] == ["5", "Bytes", "2026-11-21", "03:05", "DVD-A", "hello.wav"]


def test_json_holds_the_names_own_bytes(saved: Run, messages: str) -> None:
    told = [json.loads(line) for line in say("ls", "--json", "DVD-A", messages)]
    names = {bytes.fromhex(one["path_hex"]).rpartition(b"/")[2]: one for one in told}
    assert names[b"bad\xff\nname"]["path"] == rf"{messages}/bad\xff\x0aname"
    assert names[b"4711"]["kind"] == "folder"
    assert names[b"4711"]["files"] == 1


def test_files_are_found_in_all_backups(saved: Run, messages: str) -> None:
    assert say("find", "HELLO") == [f"{messages}/4711/hello.wav"]
    assert say("find", "grüSSe") == [f"{messages}/Grüße"]
    assert say("find", "--subscriber", "4711", ".wav") == [f"{messages}/4711/hello.wav"]
    assert say("find", "hello", "--medium", "DVD-A", "--server", "MSS1", "--type", "messages")
    assert say("find", "hello", "--set", the_set().name, "--until", "2026-11-21", "--since", "2026-11-21")
    assert say("find", "--json", "hello")[0].startswith("{")


@pytest.mark.parametrize(
    "arguments",
    [
        ("hello", "--since", "2026-11-22"),
        ("hello", "--until", "2026-11-20"),
        ("hello", "--type", "system-data"),
        ("hello", "--server", "MAS1"),
        ("no such thing",),
    ],
)
def test_finding_nothing_has_its_exit_status(saved: Run, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="Nothing was found") as caught:
        say("find", *arguments)
    assert caught.value.returncode == 1


@pytest.mark.parametrize(
    ("command", "arguments", "words"),
    [
        ("ls", ("DVD-X",), "no backup, and no medium"),
        ("ls", ("DVD-A", "MSS1/nowhere"), "There is no MSS1/nowhere"),
        ("ls", ("DVD-A", r"MSS1/\x"), "escaped"),
        ("find", (), "Say what to find"),
        ("find", ("x", "--since", "yesterday"), "no date"),
        ("find", ("x", "--medium", "DVD-X"), "no medium"),
    ],
)
def test_what_cannot_be_is_said(saved: Run, command: str, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        say(command, *arguments)


def test_without_an_index_it_says_what_to_do(saved: Run, own_data_folder: Path) -> None:
    for path in (own_data_folder / "index").iterdir():
        path.unlink()
    BackupSet.objects.update(indexed_at=None)

    with pytest.raises(CommandError, match="medium import"):
        say("ls", "DVD-A")
    assert "import its medium" in say("ls")[0]
    assert say("medium", "import") == [f"1 backup is known of DVD-A, pool nightly: {the_set().name}."]
    assert say("ls", "DVD-A") == ["MSS1/"]


def test_an_import_that_is_not_whole_has_its_exit_status(saved: Run, tmp_path: Path) -> None:
    next(tmp_path.rglob("manifest.jsonl.zst")).write_bytes(b"")
    BackupSet.objects.all().delete()
    for path in tmp_path.rglob("*.sqlite"):
        path.unlink()

    with pytest.raises(SystemExit) as caught:
        say("medium", "import")
    assert caught.value.code == 4


def test_a_key_file_that_holds_none_is_said_to(saved: Run, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("AGE-SECRET-KEY-1NONSENSE")
    with pytest.raises(CommandError) as caught:
        say("medium", "import", "--key-file", str(path))
    assert "NONSENSE" not in str(caught.value)
    with pytest.raises(CommandError, match="cannot be read"):
        say("medium", "import", "--key-file", str(tmp_path / "none"))


def test_whoever_reads_may_stop_reading(tmp_path: Path) -> None:
    """As `manage.py ls | head -1` does."""
    script = (
        "import sys; from mmbackup.management.printing import print_lines\n"
        "class Out:\n    def write(self, text): sys.stdout.write(text + '\\n')\n"
        "print_lines((f'line {n}' for n in range(10**6)), Out())"
    )
    root = Path(__file__).parents[2]
    command = f'{sys.executable} -c "$SCRIPT" | head -1; exit ${{PIPESTATUS[0]}}'
    environment = {**os.environ, "SCRIPT": script, "PYTHONPATH": str(root)}
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env=environment
    )
    assert (done.stdout, done.stderr, done.returncode) == ("line 0\n", "", 0)
