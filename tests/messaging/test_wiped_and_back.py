"""A messaging system is saved while it works, loses all that it has, and has it again."""

import shutil
import smtplib
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from django.utils import timezone

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import Restore, Run, Schedule, Site
from mmbackup.services.broker import NIGHTLY_TASK, hand_over
from mmbackup.services.configuration import import_configuration
from mmbackup.services.restore.request_restore import request_restore
from tests.messaging.dovecot import Stored
from tests.messaging.openldap import SUFFIX
from tests.messaging.server import HERE, run
from tests.messaging.sink import Sink
from tests.messaging.system import MessagingSystem
from tests.messaging.traffic import BRANCH, Busy, Mail, address, mail_arrives
from tests.processes import Processes
from tests.restore_site import asked
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.messaging]

NAMES = [f"box{number:02}" for number in range(8)]
FIRST = 12  # messages for each before the night
Box = dict[tuple[str, str], Stored]


class State(NamedTuple):
    """All that clients see of it."""

    boxes: dict[str, Box]
    entries: list[bytes]
    roles: bytes
    calls: set[bytes]


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
    text = system.configuration(at=at, shelf=tmp_path / "shelf")
    made = import_configuration(text=text, now=now)
    Schedule.objects.update(since=now)
    Shelf(str(tmp_path / "shelf")).insert("A")
    processes.broker()
    processes.worker()
    return made


def fill(system: MessagingSystem, mail: Mail) -> None:
    """By every way in that there is."""
    for name in NAMES:
        system.dovecot.write_sieve(name)
    with smtplib.SMTP(HERE, system.postfix.smtp_port) as smtp:
        for number in range(FIRST * len(NAMES)):
            mail.send(smtp, address(NAMES[number % len(NAMES)]), *([BRANCH] if number % 9 == 0 else []))
    with smtplib.LMTP(HERE, system.dovecot.lmtp_port) as lmtp:
        for name in NAMES:
            mail.send(lmtp, address(name))
    system.ldap.add("\n\n".join(map(entry, NAMES)).encode())
    system.postgresql.ask("CREATE ROLE voice LOGIN PASSWORD 'Ünsafe'; CREATE DATABASE calls OWNER voice")
    legs = "CREATE TABLE leg (call integer REFERENCES call, sound bytea)"
    system.postgresql.ask(f"CREATE TABLE call (id serial PRIMARY KEY, who text); {legs}", "calls")
    for name in NAMES:
        write_call(system, name)


def entry(name: str) -> str:
    lines = (f"dn: uid={name},{SUFFIX}", "objectClass: inetOrgPerson", f"uid: {name}", "sn: Łęcki")
    return "\n".join(
        (*lines, f"cn: Łukasz Łęcki von {name}", f"mail: {address(name)}", "jpegPhoto:: /9j/4AAQ")
    )


def write_call(system: MessagingSystem, name: str) -> None:
    """Its two rows belong together."""
    with psycopg.connect(f"{system.postgresql.connection} dbname=calls") as connection:
        made = connection.execute("INSERT INTO call (who) VALUES (%s) RETURNING id", [name]).fetchone()
        assert made
        connection.execute("INSERT INTO leg VALUES (%s, %s)", [made[0], name.encode() * 100])


def box_of(system: MessagingSystem, name: str) -> Box:
    """Each message by folder and id: none is there twice."""
    found: Box = {}
    for folder, messages in system.dovecot.read(name).items():
        for stored in messages:
            key = folder, str(message_from_bytes(stored.content, policy=policy.default)["Message-ID"])
            assert key not in found, f"{name}: {key} is there twice"
            found[key] = stored
    return found


def state_of(system: MessagingSystem) -> State:
    roles = "SELECT rolname, rolpassword FROM pg_authid WHERE rolname = 'voice'"
    calls = "SELECT call.*, leg.* FROM call FULL JOIN leg ON leg.call = call.id"
    return State(
        {name: box_of(system, name) for name in NAMES},
        system.ldap.read(),
        system.postgresql.ask(roles),
        set(system.postgresql.ask(calls, "calls").splitlines()),
    )


def all_came(system: MessagingSystem, mail: Mail) -> bool:
    return all(
        {number for _, number in box_of(system, name)} == mail.ids_for(name) for name in NAMES
    ) and set(system.postfix.queued()) <= {BRANCH}


def night() -> Run:
    Schedule.objects.update(since=timezone.now() - timedelta(hours=1))
    hand_over(task=NIGHTLY_TASK)
    return ended(Run.objects.filter(trigger=Run.Trigger.SCHEDULE))


def restored(site: Site) -> Run:
    everything = asked(site, None, existing=Restore.Existing.REPLACE)
    request_restore(asked=everything, by="ada", now=timezone.now())
    return ended(Run.objects.filter(kind=Run.Kind.RESTORE))


def ended(runs: object) -> Run:
    found = wait_until(lambda: runs.filter(state=Run.State.ENDED).first(), "the run has ended")  # type: ignore[attr-defined]
    assert isinstance(found, Run)
    assert found.outcome == Outcome.FULL, (data_folder("logs") / found.log.path).read_text()
    return found


def put_back_by_hand(system: MessagingSystem, site: Site, folder: Path) -> None:
    request_restore(asked=asked(site, folder), by="ada", now=timezone.now())
    wait_until(
        lambda: Run.objects.filter(kind=Run.Kind.RESTORE, state=Run.State.ENDED).count() == 2, "restored"
    )
    ldif = folder / "MSS1/command-output/subscribers/directory"
    for lost in system.ldap.data:
        lost.mkdir()
    configuration = system.ldap.configuration
    run("slapadd", "-n", "0", "-F", configuration, "-l", ldif / "cn=config.ldif")
    run("slapadd", "-q", "-F", configuration, "-l", ldif / f"{SUFFIX}.ldif")
    dumps = folder / "MSS1/command-output/detailed-system-data/databases"
    run("psql", "-d", f"{system.postgresql.connection} dbname=postgres", "-f", dumps / "globals.sql")
    argv = ("pg_restore", "--create", "-d", f"{system.postgresql.connection} dbname=postgres")
    run(*argv, dumps / "calls.dump")


def is_back(before: State, later: State, now: State) -> None:
    """later: what was there when the night had ended."""
    for name in NAMES:
        was, end, box = before.boxes[name], later.boxes[name], now.boxes[name]
        assert was.keys() <= box.keys() <= end.keys()
        for key, stored in box.items():
            assert stored.content == end[key].content
        for key, stored in was.items():
            assert (box[key].uid, box[key].content) == (stored.uid, stored.content)
            assert stored.flags <= box[key].flags <= end[key].flags
    assert now.entries == before.entries
    assert now.roles == before.roles
    assert before.calls <= now.calls <= later.calls


@pytest.mark.long
def test_all_that_had_arrived_is_there_once(
    system: MessagingSystem, site: Site, processes: Processes, tmp_path: Path
) -> None:
    mail = Mail()
    fill(system, mail)
    wait_until(lambda: all_came(system, mail), "all mail came")
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
    system.postgresql.initialise()
    system.postgresql.start()
    restored(site)
    put_back_by_hand(system, site, tmp_path / "by-hand")
    for server in (system.ldap, system.dovecot):
        server.start()
    is_back(before, later, state_of(system))

    system.postfix.start()
    with Sink(system.postfix.branch_port) as sink:
        system.postfix.try_again()
        wait_until(lambda: not system.postfix.queued(), "the queue is delivered")
    away = {f"<{number}@voice.example>" for number, to in mail.accepted.items() if BRANCH in to}
    waited = {f"<{number}@voice.example>" for number, to in first.items() if BRANCH in to}
    assert waited <= sink.received.keys() <= away
    assert set(sink.received.values()) == {1}
    assert {name: box_of(system, name).keys() <= later.boxes[name].keys() for name in NAMES}
