"""A key on its way to a run: in the memory of one process, and nowhere else."""

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pyrage import x25519

from mmbackup.engine.errors import WrongKey
from mmbackup.environment import BASE_DIR
from mmbackup.services.keys import keeper, keeper_socket
from mmbackup.services.keys.keeper import KeyNotKept, end_keeper, fetch_key, start_keeper
from tests.processes import product_environment
from tests.waiting import wait_until

slow = pytest.mark.long  # each starts a process or two
SECRET, OTHER = (str(x25519.Identity.generate()) for _ in range(2))


@pytest.fixture(autouse=True)
def data_folder(own_data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Which the keeper's process shares."""
    for name, value in product_environment().items():
        monkeypatch.setenv(name, value)
    return own_data_folder


@pytest.fixture
def run_id(db: None) -> Iterator[UUID]:
    made = uuid4()
    yield made
    end_keeper(made)
    _reap()


def process() -> "subprocess.Popen[bytes]":
    return keeper._started[-1]


def _reap() -> None:
    for one in keeper._started:
        one.wait(100)


def test_what_was_given_is_fetched_as_often_as_it_is_wanted(run_id: UUID) -> None:
    start_keeper(run_id, f"# my key\n{SECRET.lower()}\n")

    assert [fetch_key(run_id), fetch_key(run_id)] == [SECRET, SECRET]


@slow
def test_nobody_keeps_a_key_for_another_run(run_id: UUID) -> None:
    start_keeper(run_id, SECRET)

    assert fetch_key(uuid4()) is None


@slow
def test_another_key_takes_the_place_of_the_first(run_id: UUID) -> None:
    start_keeper(run_id, SECRET)
    first = process()

    start_keeper(run_id, OTHER)

    assert fetch_key(run_id) == OTHER
    first.wait(100)


def test_when_it_is_ended_it_is_forgotten(run_id: UUID, data_folder: Path) -> None:
    start_keeper(run_id, SECRET)

    end_keeper(run_id)

    assert fetch_key(run_id) is None
    process().wait(100)
    assert list((data_folder / "keys").iterdir()) == []


def test_it_is_in_no_file_and_in_nothing_that_others_see(run_id: UUID, data_folder: Path) -> None:
    start_keeper(run_id, SECRET)

    folder = Path("/proc", str(process().pid))
    seen = [folder / "cmdline", *(path for path in data_folder.rglob("*") if path.is_file())]
    assert all(SECRET.encode() not in path.read_bytes() for path in seen)
    assert SECRET not in os.environ.values()
    end = SECRET[-20:].encode()
    if os.geteuid() == 0:  # nobody else may even look, as it cannot be dumped
        assert end not in (folder / "environ").read_bytes()


@slow
def test_nobody_but_root_may_look_into_its_memory(run_id: UUID) -> None:
    start_keeper(run_id, SECRET)

    folder = f"/proc/{process().pid}"
    assert os.stat(f"{folder}/mem").st_uid == 0  # as it is not dumpable, it is not its user's own
    limits = Path(folder, "limits").read_text()
    assert next(line.split()[4:6] for line in limits.splitlines() if "core file" in line) == ["0", "0"]


@slow
def test_its_page_is_locked_into_memory(run_id: UUID) -> None:
    start_keeper(run_id, SECRET)

    status = Path("/proc", str(process().pid), "status").read_text()
    assert next(line.split()[1] for line in status.splitlines() if line.startswith("VmLck")) != "0"


@slow
def test_the_socket_is_for_its_user_alone(run_id: UUID, data_folder: Path) -> None:
    start_keeper(run_id, SECRET)

    found = (data_folder / "keys" / f"{run_id}.sock").stat()
    assert (stat.S_IMODE(found.st_mode), found.st_uid) == (0o600, os.geteuid())
    assert stat.S_IMODE((data_folder / "keys").stat().st_mode) == 0o700


@slow
def test_another_user_is_given_nothing(run_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    start_keeper(run_id, SECRET)

    monkeypatch.setattr(os, "geteuid", lambda: 12_345)  # so the other end is a stranger's
    assert fetch_key(run_id) is None


@slow
def test_whoever_breaks_off_or_talks_nonsense_harms_nobody(run_id: UUID) -> None:
    start_keeper(run_id, SECRET)

    with keeper_socket.address_of(str(run_id)) as address:
        for words in (b"", b"?", b"gg"):
            with socket.socket(socket.AF_UNIX) as asking:
                asking.connect(address)
                asking.sendall(words)

    assert fetch_key(run_id) == SECRET


@slow
def test_a_killed_keeper_is_nobody(run_id: UUID) -> None:
    start_keeper(run_id, SECRET)
    process().kill()
    process().wait(100)

    assert fetch_key(run_id) is None
    start_keeper(run_id, OTHER)
    assert fetch_key(run_id) == OTHER


def test_what_is_no_key_starts_nothing(run_id: UUID) -> None:
    before = len(keeper._started)

    with pytest.raises(WrongKey):
        start_keeper(run_id, "AGE-SECRET-KEY-1QQQ")

    assert len(keeper._started) == before
    assert fetch_key(run_id) is None


@slow
def test_it_says_so_when_it_cannot_be_kept(run_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMBACKUP_DATA_DIR", "/proc/nowhere")

    with pytest.raises(KeyNotKept) as refused:
        start_keeper(run_id, SECRET)

    assert SECRET not in str(refused.value)


@pytest.mark.night
@slow
def test_it_dies_with_whoever_started_it(data_folder: Path) -> None:
    """Also when the thread that did has ended long before, as a page's thread does."""
    run_id = uuid4()
    words = (
        "import django, sys, threading; django.setup()\n"
        "from mmbackup.services.keys.keeper import start_keeper\n"
        f"page = threading.Thread(target=start_keeper, args=({str(run_id)!r}, sys.stdin.read()))\n"
        "page.start(); page.join(); print('started', flush=True); threading.Event().wait()"
    )
    portal = subprocess.Popen(
        [sys.executable, "-c", words],
        cwd=BASE_DIR,
        env={**os.environ, **product_environment(), "DJANGO_SETTINGS_MODULE": "mmbackup.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert portal.stdin is not None
    assert portal.stdout is not None
    with portal.stdout, portal.stdin as given:
        given.write(SECRET)
        given.close()
        assert portal.stdout.readline() == "started\n"
    assert fetch_key(run_id) == SECRET

    portal.send_signal(signal.SIGKILL)
    portal.wait(100)

    wait_until(lambda: fetch_key(run_id) is None, "the keeper is gone")
