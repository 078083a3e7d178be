"""A mailbox is read when no mail program writes to it, whichever way it locks; the wait has its bounds."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.sources import mailbox_lock
from mmbackup.engine.sources.mailbox_lock import STALE, MailboxLock
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.hosts.far import far_host
from tests.engine.operations.backup.night import Night, files
from tests.waiting import wait_until

HALF, WHOLE = b"From ada\n\nfirst\n\nFrom bob\n\nha", b"From ada\n\nfirst\n\nFrom bob\n\nhalf a message\n\n"
# as a mail program does it: its lock, half a message, a while, the other half
DELIVERY = """
import fcntl, os, sys
path, way = sys.argv[1:]
box = open(path, "r+b", buffering=0)
if way == "fcntl":
    fcntl.lockf(box, fcntl.LOCK_EX)
else:
    os.close(os.open(path + ".lock", os.O_CREAT | os.O_EXCL))
box.write({half!r})
print("half", flush=True)
sys.stdin.readline()
box.write({rest!r})
if way != "fcntl":
    os.unlink(path + ".lock")
"""


@contextmanager
def delivery(path: Path, way: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Half of it is there."""
    path.touch()
    program = DELIVERY.format(half=HALF, rest=WHOLE[len(HALF) :])
    argv = [sys.executable, "-c", program, str(path), way]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"half\n"
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def ended_when_it_is_opened(process: "subprocess.Popen[bytes]", path: Path) -> Iterator[None]:
    """The other half follows when somebody else has the mailbox open."""

    def end() -> None:
        wait_until(lambda: is_open_elsewhere(path, process.pid), "the mailbox is opened")
        process.communicate(b"\n")

    with ThreadPoolExecutor() as pool:
        ending = pool.submit(end)
        yield
        ending.result()


def is_open_elsewhere(path: Path, process: int) -> bool:
    others = (other for other in os.listdir("/proc") if other.isdecimal() and other != str(process))
    return any(path in opened_by(other) for other in others)


def opened_by(process: str) -> list[Path]:
    """None of one that has ended meanwhile, as any on this machine may."""
    found = []
    with suppress(OSError):
        for link in Path("/proc", process, "fd").iterdir():
            with suppress(OSError):
                found.append(link.readlink())
    return found


def source(root: Path) -> SourceSpec:
    item = data_item(ServerKind.MSS, "messages")
    return SourceSpec("MSS1", item, "boxes", "mbox", {"roots": [str(root)]})


@pytest.mark.parametrize("way", ["fcntl", "dotlock"])
def test_no_half_message_is_saved(tmp_path: Path, way: str) -> None:
    night = Night(tmp_path)
    box = night.write("mail/ada", b"")

    with delivery(box, way) as process, ended_when_it_is_opened(process, box):
        night.run(source(box.parent))

    assert (night.restored(night.unpack()) / "mail/ada").read_bytes() == WHOLE
    assert f"  {'saved':<18} " in night.log


def test_a_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    night = Night(tmp_path)
    box = night.write("mail/ada", b"")

    with delivery(box, "fcntl"):
        night.run(files("messages", box.parent))

    assert (night.restored(night.unpack()) / "mail/ada").read_bytes() == HALF


@pytest.mark.long
def test_a_mailbox_that_stays_locked_is_read_and_that_is_said(tmp_path: Path) -> None:
    night = Night(tmp_path)
    box = night.write("mail/ada", b"")

    with delivery(box, "fcntl"):
        started = time.monotonic()
        result = night.run(replace(source(box.parent), stall_limit=5))
        taken = time.monotonic() - started

    assert (night.restored(night.unpack()) / "mail/ada").read_bytes() == HALF
    assert "saved, not locked" in night.log
    assert "completed successfully" in result.verdict
    assert taken >= mailbox_lock.PATIENCE


def test_over_ssh_it_is_said_that_none_was_locked(tmp_path: Path) -> None:
    night = Night(tmp_path)
    box = night.write("mail/ada", WHOLE)

    with far_host(tmp_path / "far") as host:
        night.run(replace(source(box.parent), host=host))

    assert (night.restored(night.unpack()) / "mail/ada").read_bytes() == WHOLE
    assert f"  saved, not locked  {len(WHOLE):>13,}  {box}" in night.log


@pytest.fixture
def box(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    path = tmp_path / "ada"
    path.write_bytes(WHOLE)
    descriptor = os.open(path, os.O_RDONLY)
    yield descriptor, path
    os.close(descriptor)


def test_mail_programs_wait_while_it_is_read(box: tuple[int, Path]) -> None:
    descriptor, path = box
    assert MailboxLock(lambda: None).lock(descriptor, os.fsencode(path))

    asked = "import fcntl,sys; fcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    refused = subprocess.run([sys.executable, "-c", asked, str(path)], capture_output=True, check=False)

    assert b"BlockingIOError" in refused.stderr
    with path.open("rb") as other:  # a lock of this process would go with any descriptor that is closed
        fcntl.lockf(other, fcntl.LOCK_SH | fcntl.LOCK_NB)
    refused = subprocess.run([sys.executable, "-c", asked, str(path)], capture_output=True, check=False)
    assert b"BlockingIOError" in refused.stderr


def test_a_lock_file_that_was_left_behind_is_not_waited_for(box: tuple[int, Path]) -> None:
    descriptor, path = box
    left = path.with_name("ada.lock")
    left.touch()
    long_ago = time.time() - STALE - 1
    os.utime(left, (long_ago, long_ago))

    assert MailboxLock(lambda: None).lock(descriptor, os.fsencode(path))


def test_all_waiting_together_has_an_end(box: tuple[int, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    descriptor, path = box
    path.with_name("ada.lock").touch()
    monkeypatch.setattr(mailbox_lock, "PATIENCE", 0.1)
    monkeypatch.setattr(mailbox_lock, "MOST_WAITED", 0.2)
    ticks: list[int] = []
    lock = MailboxLock(lambda: ticks.append(1))

    assert [lock.lock(descriptor, os.fsencode(path)) for _ in range(50)] == [False] * 50

    assert 5 <= len(ticks) <= 15
