"""Acts at a drive: done at once or asked of the worker, and always ended."""

from datetime import timedelta

import pytest

from mmbackup.models import Custody, Drive, DriveAct, Event, Medium, Site
from mmbackup.services.broker import BrokerUnreachable
from mmbackup.services.drives import drive_acts as room
from mmbackup.services.drives.drive_acts import ask_drive, do_act, end_stale_acts
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.drives.eject import eject_medium
from mmbackup.services.drives.look_into_drive import look_into_drive
from tests.builders import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)
Verb, State = DriveAct.Verb, DriveAct.State


def ask(site: Site, verb: DriveAct.Verb, **arguments: object) -> DriveAct:
    return ask_drive(drive=site.drives.get(), verb=verb, by="anna", now=NOW, arguments=arguments)


@pytest.fixture
def real_drive(harbour: Site) -> Drive:
    """A block device that is not there: only a worker could tell."""
    settings = {"device": "/dev/mmbackup-none", "file_system": "ext4"}
    Drive.objects.update(kind="block device", settings=settings)
    return harbour.drives.get()


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    sent: list[tuple[str, ...]] = []

    def note(*, task: str, arguments: tuple[str, ...], **_: object) -> None:
        sent.append((task, *arguments))

    monkeypatch.setattr(room, "hand_over", note)
    return sent


def test_a_label_is_written_at_once_where_no_rights_are_needed(harbour: Site) -> None:
    act = ask(harbour, Verb.LABEL, name="Sunday", pool="nightly")

    assert (act.state, act.problem) == (State.DONE, "")
    assert act.answer == "The medium in DVD-RAM 1 is now Sunday, pool nightly."
    assert look_into_drive(drive=harbour.drives.get()).name == "Sunday"


def test_ejecting_empties_the_drive_and_is_remembered(harbour: Site) -> None:
    ask(harbour, Verb.LABEL, name="Sunday", pool="nightly")

    act = ask(harbour, Verb.EJECT)

    assert act.answer == "DVD-RAM 1 has ejected its medium."
    assert look_into_drive(drive=harbour.drives.get()).state == "empty"
    assert Medium.objects.get().place == Medium.Place.ON_SHELF
    assert Custody.objects.filter(act=Custody.Act.EJECTED).get().by == "anna"
    assert Event.objects.latest("pk").message == "Sunday was ejected from DVD-RAM 1 by anna"


def test_ejecting_an_empty_drive_is_no_event(harbour: Site) -> None:
    eject_medium(drive=harbour.drives.get(), by="anna", now=NOW)
    before = Event.objects.count()

    assert eject_medium(drive=harbour.drives.get(), by="anna", now=NOW)

    assert Event.objects.count() == before


def test_an_act_that_fails_says_why_and_what_to_do(harbour: Site) -> None:
    ask(harbour, Verb.EJECT)

    act = ask(harbour, Verb.LABEL, name="Sunday", pool="nightly")

    assert act.state == State.FAILED
    assert act.problem == "No medium in drive DVD-RAM 1."
    assert act.next_step.startswith("Insert a medium")


def test_nothing_is_ejected_under_a_run(harbour: Site) -> None:
    with drive_lock(drive_id=harbour.drives.get().pk):
        act = ask(harbour, Verb.EJECT)

    assert act.problem == "Another run is using the drive."
    assert look_into_drive(drive=harbour.drives.get()).state == "blank"


def test_a_look_is_kept_for_those_who_may_not_look(harbour: Site) -> None:
    ask(harbour, Verb.LABEL, name="Sunday", pool="nightly")

    act = ask(harbour, Verb.LOOK)

    drive = harbour.drives.get()
    assert act.answer == "Sunday is in DVD-RAM 1."
    assert (drive.seen["name"], drive.seen_at) == ("Sunday", NOW)


def test_a_real_drive_is_left_to_the_worker(real_drive: Drive, handed_over: list[tuple[str, ...]]) -> None:
    act = ask(real_drive.site, Verb.LOOK)

    assert act.state == State.WAITING
    assert handed_over == [("mmbackup.tasks.drive_act", str(act.pk))]


def test_without_a_broker_the_act_ends_at_once(real_drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise BrokerUnreachable("the broker cannot be reached")

    monkeypatch.setattr(room, "hand_over", refuse)

    act = ask(real_drive.site, Verb.EJECT)

    assert (act.state, act.problem) == (State.FAILED, "The broker cannot be reached.")


def test_a_message_that_comes_twice_is_done_once(
    real_drive: Drive, handed_over: list[tuple[str, ...]]
) -> None:
    act = ask(real_drive.site, Verb.LOOK)

    first, second = (do_act(act_id=act.pk, now=LATER) for _ in range(2))

    assert first.state == second.state == State.DONE
    assert DriveAct.objects.get().ended_at == LATER


@pytest.mark.parametrize(
    ("state", "minutes", "problem"),
    [
        (State.WAITING, 2, "No worker took it in time."),
        (State.WORKING, 30, "The worker did not come to an end with it."),
    ],
)
def test_an_act_that_nobody_does_ends(
    harbour: Site, state: DriveAct.State, minutes: int, problem: str
) -> None:
    DriveAct.objects.create(drive=harbour.drives.get(), verb=Verb.EJECT, asked_at=NOW, state=state)

    assert end_stale_acts(now=NOW + timedelta(minutes=minutes, seconds=-1)) == 0
    assert end_stale_acts(now=NOW + timedelta(minutes=minutes)) == 1

    act = DriveAct.objects.get()
    assert (act.state, act.problem) == (State.FAILED, problem)
    assert "worker runs" in act.next_step


def test_an_old_wish_is_not_granted_out_of_the_blue(harbour: Site) -> None:
    act = DriveAct.objects.create(drive=harbour.drives.get(), verb=Verb.EJECT, asked_at=NOW)

    do_act(act_id=act.pk, now=NOW + timedelta(hours=3))

    assert look_into_drive(drive=harbour.drives.get()).state == "blank"
