"""What every kind of channel promises: it tells, it says when it could not, and it keeps its secrets."""

import io
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmbackup.services.notices.carrying import carry
from mmbackup.services.notices.kinds import KINDS, snmp
from mmbackup.services.notices.letter import Letter, NotDelivered
from tests.services.notices.receivers import (
    PATIENCE,
    MailServer,
    Receiver,
    SyslogServer,
    TrapReceiver,
    WebServer,
    by_apprise,
    wait_for,
)

LETTER = Letter(
    key="run 7",
    site="Harbour Hospital",
    at=datetime(2026, 11, 22, 2, 21, tzinfo=UTC),
    level="WRN",
    code="MT BACKUP 1",
    is_end=False,
    subject="[Harbour Hospital] ALARM MT BACKUP 1 (WRN): No successful backup",
    text="Größe: <b>no medium</b> in DVD-RAM 1.\n- Insert a medium.",
    link="https://backup.example.org/alarming/active/",
)
RECEIVERS = ("mail", "webhook", "apprise", "snmp 2c", "snmp 3", "syslog udp", "syslog tcp", "syslog local")


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with much to do may be slow to confirm an inform."""
    monkeypatch.setattr(snmp, "ANSWER_WITHIN", PATIENCE)


@pytest.fixture(params=RECEIVERS)
def receiver(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Receiver]:
    made: dict[str, Receiver] = {
        "mail": MailServer(),
        "webhook": WebServer(),
        "apprise": by_apprise(),
        "snmp 2c": TrapReceiver("2c"),
        "snmp 3": TrapReceiver("3"),
        "syslog udp": SyslogServer("udp"),
        "syslog tcp": SyslogServer("tcp"),
        "syslog local": SyslogServer("local", path=str(tmp_path / "log")),
    }
    yield made[request.param]
    made[request.param].down()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that reaches the process's own log, at its most talkative."""
    text = io.StringIO()
    handler, root = logging.StreamHandler(text), logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


def send(receiver: Receiver, letter: Letter = LETTER) -> str:
    return carry(kind=receiver.kind, settings=receiver.settings, letter=letter).answer


def refused(receiver: Receiver) -> NotDelivered:
    """Sent while nobody is there: an inform to nobody need not be waited for so long."""
    with pytest.MonkeyPatch.context() as hasty:
        hasty.setattr(snmp, "ANSWER_WITHIN", 0.5)
        with pytest.raises(NotDelivered) as caught:
            send(receiver)
    return caught.value


def secrets_of(receiver: Receiver) -> list[str]:
    hidden = [receiver.settings.get(name) or "" for name in KINDS[receiver.kind].secrets]
    return [*filter(None, hidden), "path-token-9", "s3cret"]


def test_its_settings_are_taken(receiver: Receiver) -> None:
    assert KINDS[receiver.kind].faults(receiver.settings) == {}


def test_what_is_sent_arrives(receiver: Receiver) -> None:
    receiver.up()

    assert send(receiver)

    wait_for(lambda: len(receiver.received) == 1)
    assert "ALARM MT BACKUP 1" in receiver.received[0]


def test_a_receiver_that_is_down_is_told_of_and_worth_another_try(receiver: Receiver) -> None:
    assert not refused(receiver).is_permanent

    receiver.up()
    send(receiver)
    wait_for(lambda: len(receiver.received) == 1)


def test_no_secret_is_told_when_it_fails_nor_when_it_does_not(receiver: Receiver, log: io.StringIO) -> None:
    refusal = refused(receiver)
    receiver.up()

    whereto = KINDS[receiver.kind].whereto(receiver.settings)
    told = f"{send(receiver)} {refusal} {whereto} {log.getvalue()}"

    assert [secret for secret in secrets_of(receiver) if secret in told] == []


def test_settings_without_their_parts_are_refused(receiver: Receiver) -> None:
    assert KINDS[receiver.kind].faults({})


def test_settings_from_nowhere_break_nothing_but_this_letter(receiver: Receiver) -> None:
    with pytest.raises(NotDelivered):
        carry(kind=receiver.kind, settings={}, letter=LETTER)
