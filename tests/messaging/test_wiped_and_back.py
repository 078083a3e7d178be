"""A messaging system is saved while it works, loses all that it has, and has it again."""

import shutil
import smtplib
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import Restore, Run, Schedule, Site
from mmbackup.services.broker import NIGHTLY_TASK, hand_over
from mmbackup.services.configuration import import_configuration
from mmbackup.services.discover.adopt import adopt_as_new
from mmbackup.services.discover.discovery import discover
from mmbackup.services.restore.request_restore import request_restore
from tests.messaging.filling import NAMES, fill, write_call
from tests.messaging.server import HERE
from tests.messaging.sink import Sink
from tests.messaging.state import all_came, box_of, is_back, state_of
from tests.messaging.system import MessagingSystem
from tests.messaging.traffic import BRANCH, Busy, Mail, address, mail_arrives, message, recording
from tests.processes import Processes
from tests.restore_site import asked
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.messaging, pytest.mark.timeout(600)]

SITE = """
[site]
name = "Voice"
[schedule]
at = "{at}"
drive = "Disk"
[[pools]]
name = "nightly"
label_blank = true
[[drives]]
name = "Disk"
kind = "emulated"
path = "{shelf}"
media = [{{ name = "A", capacity = "500 MB" }}]
"""
URGENT = 1_000_000  # a message of this number is


@pytest.fixture
def system() -> Iterator[MessagingSystem]:
    folder = Path(tempfile.mkdtemp(prefix="mmbackup-messaging-"))
    folder.chmod(0o755)  # its servers are users of their own
    try:
        made = MessagingSystem(folder)
        with made.running():
            yield made
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def site(system: MessagingSystem, processes: Processes, tmp_path: Path) -> Site:
    """It would have been due a minute ago."""
    now = timezone.now()
    at = f"{now - timedelta(minutes=1):%H:%M}"
    made = import_configuration(text=SITE.format(at=at, shelf=tmp_path / "shelf"), now=now)
    Schedule.objects.update(since=now)
    Shelf(str(tmp_path / "shelf")).insert("A")
    processes.broker()
    processes.worker()
    return made


def look_over(site: Site, system: MessagingSystem) -> None:
    """What is proposed for this machine is taken over, but what other tests run on it meanwhile."""
    found = discover(site=site, server=None)
    ours = [values for values in found.new if str(system.folder) in str(values)]
    adopt_as_new(site=site, values={"name": "MSS1", "kind": "MSS"}, chosen=ours, now=timezone.now())


def night() -> Run:
    Schedule.objects.update(since=timezone.now() - timedelta(hours=1))
    hand_over(task=NIGHTLY_TASK)
    return ended(Run.objects.filter(trigger=Run.Trigger.SCHEDULE))


def restored(site: Site) -> Run:
    everything = asked(site, None, existing=Restore.Existing.REPLACE)
    request_restore(asked=everything, by="ada", now=timezone.now())
    return ended(Run.objects.filter(kind=Run.Kind.RESTORE))


def ended(runs: "QuerySet[Run]") -> Run:
    found = wait_until(runs.filter(state=Run.State.ENDED).first, "the run has ended")
    assert found.outcome == Outcome.FULL, (data_folder("logs") / found.log.path).read_text()
    return found


def deliver_what_waits(system: MessagingSystem) -> Sink:
    """The branch office is there again."""
    with Sink(system.postfix.branch_port) as sink:
        system.postfix.try_again()
        wait_until(lambda: not system.postfix.queued(), "the queue is delivered")
    return sink


def for_branch(accepted: dict[int, tuple[str, ...]]) -> set[str]:
    return {f"<{number}@voice.example>" for number, to in accepted.items() if BRANCH in to}


def goes_on(system: MessagingSystem) -> None:
    """Scripts sort what comes, and numbers are counted on from where they were."""
    with smtplib.LMTP(HERE, system.dovecot.lmtp_port) as lmtp:
        lmtp.send_message(message(URGENT, [address(NAMES[0])]))
    assert ("Urgent", f"<{URGENT}@voice.example>") in box_of(system, NAMES[0])
    write_call(system, "after")


@pytest.mark.long
def test_all_that_had_arrived_is_there_once(system: MessagingSystem, site: Site) -> None:
    mail = Mail()
    fill(system, mail)
    wait_until(lambda: all_came(system, mail), "all mail came")
    look_over(site, system)
    before, first = state_of(system), dict(mail.accepted)

    with (
        mail_arrives(mail, system.postfix.smtp_port, NAMES) as arriving,
        Busy(system.dovecot.mark_read, NAMES) as reading,
        Busy(lambda name: write_call(system, name), NAMES) as calling,
    ):
        night()
    assert min(arriving.done, reading.done, calling.done) > 0
    wait_until(lambda: all_came(system, mail), "all mail came")
    later = state_of(system)

    system.stop()
    system.wipe()
    system.install_anew()
    system.postgresql.start()
    restored(site)
    for server in (system.ldap, system.dovecot):
        server.start()
    is_back(before, later, state_of(system))

    system.postfix.start()
    sink = deliver_what_waits(system)
    assert for_branch(first) <= sink.received.keys() <= for_branch(mail.accepted)
    assert set(sink.received.values()) == {1}
    for number, content in sink.contents.items():
        original = message(int(number[1:].partition("@")[0]), ())
        assert recording(content) == recording(original.as_bytes())
    for name in NAMES:
        assert box_of(system, name).keys() <= later.boxes[name].keys()
    goes_on(system)
