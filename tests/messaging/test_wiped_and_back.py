"""A messaging system is saved while it works, loses all that it has, and has it again by the portal."""

import shutil
import smtplib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import Run, Schedule
from mmbackup.services.broker import NIGHTLY_TASK, hand_over
from mmbackup.services.configuration import import_configuration
from tests.journeys.conftest import Visitor, chromium, open_window
from tests.journeys.restoring import has_ended, start
from tests.messaging.filling import NAMES, fill, write_call
from tests.messaging.sink import Sink
from tests.messaging.state import all_came, box_of, is_back, state_of
from tests.messaging.system import MessagingSystem
from tests.messaging.traffic import BRANCH, Busy, Mail, address, mail_arrives, message, recording
from tests.ports import HERE
from tests.processes import Processes
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.messaging,
    pytest.mark.browser,
    pytest.mark.timeout(600),
]

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
def _site(system: MessagingSystem, processes: Processes, tmp_path: Path) -> None:
    """It would have been due a minute ago."""
    now = timezone.now()
    at = f"{now - timedelta(minutes=1):%H:%M}"
    import_configuration(text=SITE.format(at=at, shelf=tmp_path / "shelf"), now=now)
    Schedule.objects.update(since=now)
    Shelf(str(tmp_path / "shelf")).insert("A")
    processes.broker()
    processes.worker()


@contextmanager
def visit(portal: str) -> Iterator[Visitor]:
    """Meanwhile this process touches no tables."""
    with chromium() as browser:
        visitor = open_window(browser, portal)
        visitor.log_in()
        yield visitor
        assert visitor.complaints == []


def look_over(visitor: Visitor, system: MessagingSystem) -> None:
    """What is proposed for this machine is taken over, but what other tests run on it meanwhile."""
    page = visitor.page
    visitor.go("/servers/new/")
    page.get_by_label("Name").fill("MSS1")
    page.get_by_role("button", name="Add the server").click()
    expect(page.get_by_role("button", name="Save what is ticked")).to_be_visible()
    for other in page.locator("label.choice").filter(has_not_text=str(system.folder)).all():
        other.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Save what is ticked").click()
    expect(page.get_by_text("saved from now on")).to_be_visible()


def night() -> None:
    Schedule.objects.update(since=timezone.now() - timedelta(hours=1))
    hand_over(task=NIGHTLY_TASK)
    ended = Run.objects.filter(trigger=Run.Trigger.SCHEDULE, state=Run.State.ENDED)
    found = wait_until(ended.first, "the night has ended", 300)
    assert found.outcome == Outcome.FULL, (data_folder("logs") / found.log.path).read_text()


def restore(visitor: Visitor) -> None:
    page = visitor.page
    visitor.choose("Restore")
    page.get_by_role("link", name="Restore from the newest").click()
    page.get_by_role("button", name="Pick everything").click()
    start(page, replace=True)
    has_ended(page, "RESTORE completed")
    page.get_by_role("link", name="View its log").click()
    expect(page.locator(".is-verdict")).to_be_visible()
    assert "RESTORE completed successfully | " in page.locator(".log-lines").inner_text()


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
@pytest.mark.usefixtures("_site")
def test_all_that_had_arrived_is_there_once(system: MessagingSystem, portal: str) -> None:
    mail = Mail()
    fill(system, mail)
    wait_until(lambda: all_came(system, mail), "all mail came")
    with visit(portal) as visitor:
        look_over(visitor, system)
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
    with visit(portal) as visitor:
        restore(visitor)
    for server in (system.ldap, system.dovecot):
        server.start()
    is_back(before, later, state_of(system))

    assert system.postfix.is_in_order()
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
