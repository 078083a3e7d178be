"""A real Postfix: its queue is saved while mail arrives, lost, put back, and delivered, each message once."""

import os
import re
import shutil
import smtplib
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.existing import Existing
from mmbackup.engine.operations.restore.job import InPlace, Taker
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.kinds.queue import Queue
from mmbackup.engine.sources.mail_queues.queue_file import arrival_of
from mmbackup.engine.sources.putting_back.programs import LocalPrograms
from tests.engine.operations.backup.night import Night
from tests.engine.operations.restore.restores import Restores
from tests.engine.sources.mail_queues.queues import files_below, source
from tests.messaging.postfix import Postfix
from tests.messaging.server import run
from tests.ports import HERE, free_port
from tests.waiting import wait_until

pytestmark = [pytest.mark.messaging, pytest.mark.long]

BEFORE = 30


@pytest.fixture(scope="module")
def started() -> Iterator[Postfix]:
    folder = Path(tempfile.mkdtemp(prefix="mmbackup-queue-"))
    folder.chmod(0o755)  # Postfix works as a user of its own
    made = Postfix(folder / "mas", free_port())
    made.start()
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder)


@pytest.fixture
def postfix(started: Postfix) -> Postfix:
    """Running, with nothing in its queue."""
    if started.program is None:
        started.start()
    run("postsuper", "-c", started.configuration, "-d", "ALL")
    return started


def send(postfix: Postfix, *subjects: str) -> None:
    with smtplib.SMTP(HERE, postfix.smtp_port) as client:
        for subject in subjects:
            client.sendmail("a@voice.example", ["u@branch.example"], f"Subject: {subject}\r\n\r\nhello\r\n")


def messages(postfix: Postfix) -> list[Path]:
    folders = ("incoming", "active", "deferred", "hold")
    return [path for name in folders for path in (postfix.queue / name).rglob("*") if path.is_file()]


def deferred(postfix: Postfix, count: int) -> list[Path]:
    """As soon as all are, where they stay; before that Postfix moves them about."""
    found = list((postfix.queue / "deferred").rglob("*/*"))
    return found if len(found) == count else []


@contextmanager
def arriving(postfix: Postfix) -> Iterator[None]:
    """Mail that is sent all the while."""
    stop = threading.Event()

    def go_on() -> None:
        number = 0
        while not stop.is_set():
            send(postfix, f"late {number}")
            number += 1

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def settings_of(postfix: Postfix) -> dict[str, object]:
    return {"folder": str(postfix.queue), "configuration": str(postfix.configuration)}


def put_back(postfix: Postfix) -> tuple[str, ...]:
    settings = settings_of(postfix)
    assert Queue().faults(settings) == []
    return Queue().when_back(settings, LocalPrograms(lambda: None))


def restored(restores: Restores, postfix: Postfix) -> str:
    """In place, by the source of today; the words of its log."""
    taker = Taker("MAS1", "message-queue", "queue", "queue", settings_of(postfix))
    target = InPlace({"MAS1": (os.fsencode(postfix.queue),)}, (taker,))
    step = restores.run(target=target, existing=Existing.REPLACE)
    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, restores.log
    return " ".join(restores.log.split())


def delivered(postfix: Postfix) -> list[str]:
    """The subjects of what a server at the other end gets, until nothing waits any more."""
    folder = Path(tempfile.mkdtemp(dir=postfix.folder))
    shutil.chown(folder, "nobody")
    argv = ["smtp-sink", "-u", "nobody", "-d", str(folder / "m."), f"{HERE}:{postfix.branch_port}", "100"]
    with subprocess.Popen(argv, stderr=subprocess.DEVNULL, cwd="/") as sink:
        try:
            postfix.start()
            postfix.try_again()
            wait_until(lambda: not messages(postfix), "all is delivered")
        finally:
            sink.terminate()
    texts = [path.read_text() for path in folder.iterdir()]
    return [found[1] for text in texts if (found := re.search(r"^Subject: (.*)$", text, re.MULTILINE))]


def test_what_waited_comes_back_and_is_delivered_once(
    night: Night, restores: Restores, postfix: Postfix
) -> None:
    before = [f"early {number}" for number in range(BEFORE)]
    send(postfix, *before)
    with arriving(postfix):
        result = night.run(source(postfix.queue))
    assert result.outcome is Outcome.FULL, night.log
    postfix.stop()
    postfix.wipe()

    log = restored(restores, postfix)
    got = delivered(postfix)

    assert sorted(set(got)) == sorted(got)
    assert [one for one in sorted(got) if one.startswith("early")] == sorted(before)
    assert "put in order by postsuper" in log


def test_what_came_back_twice_is_delivered_once(night: Night, restores: Restores, postfix: Postfix) -> None:
    send(postfix, "one", "two", "three")
    wait_until(lambda: deferred(postfix, 3), "all are deferred")
    night.run(source(postfix.queue))
    postfix.stop()
    postfix.wipe()
    for _ in range(2):
        log = restored(restores, postfix)

    names = {path.name for path in messages(postfix)}
    got = delivered(postfix)

    assert sorted(got) == ["one", "three", "two"]
    assert len(names) == 3
    assert "3 messages were in the queue already" in log


def test_owners_and_modes_are_those_of_this_machine(postfix: Postfix) -> None:
    send(postfix, "one")
    wait_until(lambda: deferred(postfix, 1), "it is deferred")
    postfix.stop()
    folders = [postfix.queue / name for name in ("incoming", "deferred", "defer", "hold", "maildrop")]
    below = [path for folder in folders[:-1] for path in folder.rglob("*")]
    before = looks(*folders, *below)
    for path in (*folders, *below):
        os.chown(path, 4242, 4242 if path.name == "maildrop" else -1)
    (postfix.queue / "maildrop").chmod(0o755)

    put_back(postfix)

    assert looks(*folders, *below) == before


def looks(*paths: Path) -> list[tuple[int, int, int]]:
    return [(path.stat().st_uid, path.stat().st_gid, path.stat().st_mode) for path in paths]


def test_a_running_postfix_is_left_alone(postfix: Postfix) -> None:
    send(postfix, "one")
    files = files_below(postfix.queue)

    with pytest.raises(CommandFailed, match="Postfix is running"):
        put_back(postfix)

    assert {name for name in files if name.startswith("deferred")} <= files_below(postfix.queue)


def test_another_folder_than_its_own_is_not_touched(postfix: Postfix, tmp_path: Path) -> None:
    settings = {"folder": str(tmp_path), "mailer": "postfix", "configuration": str(postfix.configuration)}

    with pytest.raises(CommandFailed, match="is not the queue_directory"):
        Queue().when_back(settings, LocalPrograms(lambda: None))


def test_a_message_is_known_again_under_another_name(postfix: Postfix, tmp_path: Path) -> None:
    send(postfix, "one", "two")
    first, second = wait_until(lambda: deferred(postfix, 2), "both wait")
    renamed = tmp_path / "renamed"
    renamed.write_bytes(first.read_bytes())

    assert arrival_of(bytes(first)) == arrival_of(bytes(renamed)) != arrival_of(bytes(second))
