"""mbox files of a real Dovecot: no half message is saved, however often mail is delivered meanwhile."""

import itertools
import re
import shutil
import smtplib
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.operations.backup.night import Night
from tests.messaging.dovecot import Dovecot
from tests.ports import HERE
from tests.waiting import wait_until

pytestmark = [pytest.mark.messaging, pytest.mark.long]
LINES = "so it goes on and on and on\r\n" * 40_000  # long enough to be met in the middle
NIGHTS = 4


class MboxDovecot(Dovecot):
    """One file a subscriber, as below /var/mail."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        configuration = folder / "dovecot.conf"
        text = configuration.read_text()
        location = f"mbox:~/folders:INBOX={self.mail}/%n"
        text = text.replace("maildir:~/Maildir", location).replace(
            f"home={self.mail}/", f"home={folder}/home/"
        )
        configuration.write_text(text)
        (folder / "home").mkdir(mode=0o777)
        (folder / "home").chmod(0o777)


@pytest.fixture
def dovecot() -> Iterator[MboxDovecot]:
    folder = Path(tempfile.mkdtemp(prefix="mmbackup-mbox-"))
    folder.chmod(0o755)
    made = MboxDovecot(folder / "dovecot")
    made.start()
    yield made
    made.stop()
    shutil.rmtree(folder)


def deliver(dovecot: Dovecot, number: int) -> None:
    head = f"Message-ID: <{number}@ada>\r\nSubject: long\r\n\r\n"
    with smtplib.LMTP(HERE, dovecot.lmtp_port, "localhost") as client:
        client.sendmail("them@voice.example", ["ada@voice.example"], f"{head}{LINES}the end of {number}\r\n")


def test_no_half_message_is_saved_while_dovecot_delivers(dovecot: MboxDovecot, tmp_path: Path) -> None:
    night, stop, begun = Night(tmp_path), threading.Event(), threading.Event()
    settings = {"roots": [str(dovecot.mail)]}
    source = SourceSpec("MSS1", data_item(ServerKind.MSS, "messages"), "boxes", "mbox", settings)

    def arrive() -> None:
        for number in itertools.takewhile(lambda _: not stop.is_set(), itertools.count()):
            deliver(dovecot, number)
            begun.set()

    with ThreadPoolExecutor() as pool:
        arriving = pool.submit(arrive)
        try:
            wait_until(lambda: begun.is_set() or arriving.done(), "mail arrives")
            counts = [_whole_messages(night, source, dovecot) for _ in range(NIGHTS)]
        finally:
            stop.set()
        arriving.result()

    assert counts == sorted(counts)
    assert counts[0] >= 1


def _whole_messages(night: Night, source: SourceSpec, dovecot: Dovecot) -> int:
    """How many there are, of which each is whole."""
    night.run(source)
    (box,) = night.unpack().rglob("ada")
    content = box.read_bytes()
    begun = re.findall(rb"^Message-ID: <(\d+)@ada>", content, re.MULTILINE)
    assert re.findall(rb"^the end of (\d+)\r?$", content, re.MULTILINE) == begun
    assert content.rstrip().endswith(b"the end of " + begun[-1])
    assert not any(path.suffix == ".lock" for path in box.parent.iterdir())
    return len(begun)
