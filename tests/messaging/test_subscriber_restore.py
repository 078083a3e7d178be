"""Mailboxes of a real Dovecot: saved while mail arrives, one of them lost and brought back by name."""

import itertools
import shutil
import smtplib
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mmbackup.engine.format.manifest import read_manifest
from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, DataItem, Server, Site
from mmbackup.services.index.keep import open_view
from mmbackup.services.restore.by_subscriber import paths_of_subscribers
from tests.builders import add_source, make_site
from tests.messaging.dovecot import Dovecot, Stored
from tests.ports import HERE
from tests.restore_site import back_up, restore
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.messaging, pytest.mark.long]
PEOPLE = ("ada", "bob", "zoe")
BEFORE = 12  # messages for each that have arrived when a night begins


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    """In a folder that its own users may enter."""
    folder = Path(tempfile.mkdtemp(prefix="mmbackup-dovecot-"))
    folder.chmod(0o755)
    made = Dovecot(folder / "dovecot")
    made.start()
    try:
        made.write_sieve("ada")
        for number in range(BEFORE):
            for name in PEOPLE:
                deliver(made, name, f"before-{number}", urgent=number % 5 == 0)
        with made.opened("ada") as client:
            client.create("Sent")
            client.subscribe("Sent")
            client.append("Sent", r"(\Seen)", None, b"Message-ID: <sent@ada>\r\n\r\nI wrote this\r\n")
            client.select("INBOX")
            client.store("1:3", "+FLAGS", r"(\Flagged \Answered $Important)")
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder)


@pytest.fixture
def site(transactional_db: None, own_data_folder: Path, tmp_path: Path, dovecot: Dovecot) -> Site:
    """Whose a mailbox is, is seen by where it lies."""
    site = make_site(tmp_path)
    DataItem.objects.filter(server__site=site, slug="messages").delete()
    server = Server.objects.get(site=site)
    add_source(server, "messages", kind="maildir", name="mail", roots=[str(dovecot.mail)])
    return site


def deliver(dovecot: Dovecot, name: str, identity: str, *, urgent: bool = False) -> None:
    head = f"Message-ID: <{identity}@{name}>\r\nSubject: {identity}\r\n"
    head += "X-Urgent: yes\r\n" if urgent else ""
    with smtplib.LMTP(HERE, dovecot.lmtp_port, "localhost") as client:
        client.sendmail("them@voice.example", [f"{name}@voice.example"], f"{head}\r\n{identity * 50}\r\n")


@contextmanager
def mail_arriving(dovecot: Dovecot) -> Iterator[None]:
    """For everybody, who look at it at once, so that it moves from new to cur."""
    stop, begun = threading.Event(), threading.Event()

    def arrive() -> None:
        for number in itertools.count():
            for name in PEOPLE:
                deliver(dovecot, name, f"while-{id(stop)}-{number}")
            dovecot.mark_read(PEOPLE[number % len(PEOPLE)])
            begun.set()
            if stop.is_set():
                return

    with ThreadPoolExecutor() as pool:
        arriving = pool.submit(arrive)
        try:
            wait_until(lambda: begun.is_set() or arriving.done(), "mail arrives", 30)
            yield
        finally:
            stop.set()
        arriving.result()


def saved(tmp_path: Path) -> list[dict[str, Any]]:
    """The manifest's lines of the mail, in the order in which they were written."""
    (manifest,) = (tmp_path / "shelf").rglob("manifest.jsonl.zst")
    return [line for line in read_manifest([manifest.read_bytes()]) if line["data"] == "messages"]


def identities(folder: Path) -> Counter[bytes]:
    files = [path for path in folder.rglob("*") if path.parent.name in ("cur", "new") and path.is_file()]
    lines = (line for path in files for line in path.read_bytes().splitlines())
    return Counter(line for line in lines if line.startswith(b"Message-ID:"))


def test_nothing_that_had_arrived_is_lost_and_nothing_is_doubled(
    site: Site, dovecot: Dovecot, tmp_path: Path
) -> None:
    arrived = identities(dovecot.mail)
    assert len(arrived) >= len(PEOPLE) * BEFORE

    with mail_arriving(dovecot):
        run = back_up(site)

    assert run.outcome == Outcome.FULL, run.verdict
    assert restore(site, tmp_path / "back").outcome == Outcome.FULL
    came = identities(tmp_path / "back")
    assert arrived.keys() <= came.keys()
    assert set(came.values()) == {1}


def test_what_dovecot_keeps_beside_the_messages_is_saved_and_the_newest_come_first(
    site: Site, dovecot: Dovecot, tmp_path: Path
) -> None:
    half = dovecot.mail / "ada/Maildir/tmp/half"
    half.write_bytes(b"half a mess")

    with mail_arriving(dovecot):
        back_up(site)
    half.unlink()

    lines = saved(tmp_path)
    home = f"MSS1{dovecot.mail}/ada/"
    theirs = {line["path"].removeprefix(home) for line in lines if line["path"].startswith(home)}
    kept = {
        "dovecot.index.log",
        "dovecot-uidlist",
        "dovecot-keywords",
        "subscriptions",
        ".Sent/dovecot-uidlist",
    }
    assert {f"Maildir/{name}" for name in kept} | {".dovecot.sieve", "sieve/urgent.sieve"} <= theirs
    assert any(name.startswith("Maildir/.Sent/cur/") for name in theirs)
    assert "Maildir/tmp/" in theirs
    assert not any("tmp" in name.split("/")[:-1] and name.split("/")[-1] for name in theirs)
    messages = [line for line in lines if line["path"].split("/")[-2] in ("cur", "new") and line["size"]]
    times = [line["mtime_ns"] for line in messages]
    assert times == sorted(times, reverse=True)
    assert {line["path"].split("/mail/")[1].split("/")[0] for line in messages[: len(messages) // 2]} == set(
        PEOPLE
    )


def test_a_lost_mailbox_comes_back_by_name_as_it_was_and_others_are_left_alone(
    site: Site, dovecot: Dovecot, tmp_path: Path
) -> None:
    before = {name: dovecot.read(name) for name in PEOPLE}
    back_up(site)
    shutil.rmtree(dovecot.mail / "ada")
    deliver(dovecot, "bob", "later")
    assert not any(dovecot.read("ada").values())
    shutil.rmtree(dovecot.mail / "ada")
    others = {name: dovecot.read(name) for name in ("bob", "zoe")}

    run = restore(site, None, picks=picks_of(site, "ada"))

    assert run.outcome == Outcome.FULL, run.verdict
    assert dovecot.read("ada") == before["ada"]
    assert by_flags(before["ada"]["INBOX"])[rb"\Answered"] == 3
    assert {name: dovecot.read(name) for name in others} == others
    deliver(dovecot, "ada", "after", urgent=True)
    assert dovecot.read("ada")["Urgent"][-1].content.startswith(b"Return-Path")
    with dovecot.opened("ada") as client:
        assert b"Sent" in b" ".join(client.lsub()[1])
        client.select("INBOX", readonly=True)
        assert len(client.search(None, "KEYWORD", "$Important")[1][0].split()) == 3


def test_mail_that_came_after_the_loss_stays_beside_what_comes_back(site: Site, dovecot: Dovecot) -> None:
    before = by_content(dovecot.read("ada"))
    back_up(site)
    shutil.rmtree(dovecot.mail / "ada")
    deliver(dovecot, "ada", "since")
    since = by_content(dovecot.read("ada"))

    assert restore(site, None, picks=picks_of(site, "ada")).outcome == Outcome.FULL

    assert by_content(dovecot.read("ada")) == before | since
    assert len(since) == 1


def by_content(mailbox: dict[str, list[Stored]]) -> dict[tuple[str, bytes], frozenset[bytes]]:
    return {
        (folder, message.content): message.flags
        for folder, messages in mailbox.items()
        for message in messages
    }


def picks_of(site: Site, name: str) -> list[Pick]:
    with open_view(BackupSet.objects.filter(run__site=site).select_related("medium")) as view:
        return [Pick(path=path) for path in paths_of_subscribers(view=view, names=[name])]


def by_flags(messages: list[Stored]) -> Counter[bytes]:
    return Counter(flag for message in messages for flag in message.flags)
