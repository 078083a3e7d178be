"""What is in the outbox arrives: also when a receiver was down, hangs, or will never come back."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from mmbackup.engine.codes import MEDIUM_CHANGED, NO_BACKUP
from mmbackup.models import Alarm, Channel, Delivery, Notice, Preferences, Site
from mmbackup.services.alarms import raise_alarm
from mmbackup.services.notices.letter import Receipt
from mmbackup.services.notices.post_office import PostOffice
from mmbackup.services.notices.postman import Errand, Postman
from mmbackup.services.notices.prune_notices import KEPT_FOR, prune_notices
from mmbackup.services.notices.retrying import MOST_TRIES, PAUSES, next_try
from mmbackup.services.record_event import record_event
from tests.builders import NOW
from tests.services.notices.channels import channel_to, post
from tests.services.notices.receivers import PATIENCE, MailServer, WebServer, wait_for

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def web() -> Iterator[WebServer]:
    server = WebServer()
    yield server
    server.down()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer()
    server.up()
    yield server
    server.down()


def happens(site: Site, words: str = "DVD-B was inserted", *, at: datetime = NOW) -> None:
    record_event(site=site, code=MEDIUM_CHANGED, at=at, message=words)


def failing_alarm() -> Alarm | None:
    return Alarm.objects.filter(code=10).order_by("-id").first()


def test_it_arrives_and_is_remembered(harbour: Site, web: WebServer) -> None:
    channel = channel_to(web)
    web.up()
    happens(harbour)

    post(now=NOW)

    delivery = Delivery.objects.get()
    channel.refresh_from_db()
    assert "DVD-B was inserted" in web.received[0]
    assert (delivery.state, delivery.delivered_at, delivery.tries) == ("delivered", NOW, 1)
    assert channel.delivered_at == NOW


def test_it_is_sent_once_however_often_the_watchdog_looks(harbour: Site, web: WebServer) -> None:
    channel_to(web)
    web.up()
    happens(harbour)

    for minute in range(3):
        post(now=NOW + minute * MINUTE)

    assert len(web.received) == 1


def test_two_watchdogs_send_it_once(harbour: Site, web: WebServer) -> None:
    channel_to(web)
    web.up()
    happens(harbour)
    one, other = PostOffice(), PostOffice()

    one.look(now=NOW)
    other.look(now=NOW)
    for office in (one, other):
        office.close(seconds=PATIENCE, now=NOW)

    assert len(web.received) == 1


def test_what_a_dead_watchdog_had_taken_is_sent_by_the_next(harbour: Site, web: WebServer) -> None:
    channel_to(web)
    happens(harbour)
    PostOffice(postman=Forgetful()).look(now=NOW)

    web.up()
    post(now=NOW + MINUTE)
    assert web.received == []
    post(now=NOW + 31 * MINUTE)

    assert len(web.received) == 1


class Forgetful(Postman):
    """Dies on his way."""

    def send(self, *, name: str, errands: object) -> None: ...


def test_a_receiver_that_was_down_gets_all_in_order_when_it_is_back(harbour: Site, web: WebServer) -> None:
    channel_to(web)
    for word in ("first", "second", "third"):
        happens(harbour, word)

    post(now=NOW)
    assert [one.tries for one in Delivery.objects.order_by("id")] == [1, 0, 0]
    web.up()
    post(now=NOW + MINUTE)

    assert [one.split('"text": "')[1].split('"')[0] for one in web.received] == ["first", "second", "third"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_failing_channel_is_an_alarm_at_every_site_until_it_delivers(harbour: Site, web: WebServer) -> None:
    bay = Site.objects.create(name="Bay", time_zone="UTC")
    channel_to(web)
    happens(harbour)

    for minute in (0, 1, 3):
        post(now=NOW + minute * MINUTE)
    alarms = Alarm.objects.filter(application="MT", code=10)
    assert {alarm.site for alarm in alarms.filter(resolved_at=None)} == {harbour, bay}

    web.up()
    post(now=NOW + 10 * MINUTE)
    assert not alarms.filter(resolved_at=None).exists()


def test_a_failing_channel_is_an_alarm_told_on_the_others_until_it_delivers(
    harbour: Site, web: WebServer, mail: MailServer
) -> None:
    channel_to(web, codes=["MT BKRST004", "MT BACKUP 10"])
    channel_to(mail, "Mail", levels=["WRN"])
    happens(harbour)

    for minute in (0, 1, 3):
        post(now=NOW + minute * MINUTE)
    alarm = failing_alarm()
    assert alarm is not None
    assert (alarm.location, alarm.resolved_at) == ("Hook", None)
    assert alarm.detail.startswith("Hook: http://127.0.0.1:")
    post(now=NOW + 4 * MINUTE)
    wait_for(lambda: len(mail.received) == 1)
    assert "ALARM MT BACKUP 10 (WRN): Notices cannot be delivered" in mail.received[0]
    assert not Delivery.objects.filter(channel__name="Hook", notice__code="MT BACKUP 10").exists()

    web.up()
    post(now=NOW + 7 * MINUTE)

    alarm.refresh_from_db()
    assert alarm.resolve_reason == "Hook delivers again"
    assert "DVD-B was inserted" in web.received[0]


def test_once_is_no_alarm_yet(harbour: Site, web: WebServer) -> None:
    channel = channel_to(web)
    happens(harbour)

    post(now=NOW)

    channel.refresh_from_db()
    assert channel.failing_since == NOW
    assert failing_alarm() is None


def test_what_is_refused_for_good_is_given_up_and_alarmed_at_once(harbour: Site, web: WebServer) -> None:
    channel_to(web)
    web.up()
    web.status = 404
    happens(harbour)

    post(now=NOW)

    delivery = Delivery.objects.get(notice__level="event")
    assert (delivery.state, delivery.tries) == ("given up", 1)
    assert delivery.error == "the receiver answered 404 Not Found 404: you asked for /(secret)"
    assert failing_alarm() is not None


def test_a_second_channel_that_fails_is_told_of_too(harbour: Site, mail: MailServer) -> None:
    webs = [WebServer(status=404), WebServer(status=404)]
    for number, web in enumerate(webs):
        web.up()
        channel_to(web, f"Hook {number}", levels=["event"])
    channel_to(mail, "Mail", levels=["WRN"])
    happens(harbour)

    post(now=NOW)
    post(now=NOW + MINUTE)
    for web in webs:
        web.down()

    assert len(mail.received) == 2
    assert "fails too" in mail.received[1]


def test_a_receiver_that_never_answers_stops_neither_the_others_nor_the_watchdog() -> None:
    may_end = threading.Event()
    postman = Postman(patience=0.0)

    postman.send(name="dead", errands=[Errand(1, lambda: _answer_after(may_end)), Errand(2, _answer)])
    came = {one.number: one.result for one in postman.returned()}
    postman.send(name="alive", errands=[Errand(3, _answer)])
    postman._walks["alive"].thread.join(PATIENCE)
    others = postman.returned()

    assert str(came[1]) == "no answer within 0 seconds"
    assert came[2] is None
    assert [(one.number, one.result) for one in others] == [(3, Receipt("yes"))]
    assert postman.is_out("dead"), "nothing more is carried there until the thread is back"
    may_end.set()
    postman.wait(PATIENCE)
    assert postman.returned() == [], "what comes too late is not counted twice"
    assert not postman.is_out("dead")


def _answer() -> Receipt:
    return Receipt("yes")


def _answer_after(event: threading.Event) -> Receipt:
    event.wait(PATIENCE)
    return Receipt("at last")


def test_what_waits_for_its_hours_is_not_sent_before(harbour: Site, web: WebServer) -> None:
    channel_to(web, levels=["event"], hours="within", from_at="08:00", until_at="18:00")
    web.up()
    happens(harbour)  # 03:05 in Berlin

    post(now=NOW)
    assert web.received == []
    post(now=NOW + timedelta(hours=5))

    assert len(web.received) == 1


def test_pauses_grow_and_end_after_a_day() -> None:
    moments, tries = [NOW], 0
    while (again := next_try(tries=(tries := tries + 1), now=moments[-1])) is not None:
        moments.append(again)

    pauses = [after - before for before, after in pairwise(moments)]
    assert pauses[: len(PAUSES)] == list(PAUSES)
    assert pauses == sorted(pauses)
    assert tries == MOST_TRIES
    assert timedelta(days=1) <= moments[-1] - moments[0] <= timedelta(days=1, hours=1)


def test_what_was_never_taken_is_given_up_in_the_end(harbour: Site, web: WebServer) -> None:
    channel_to(web)
    happens(harbour)
    Delivery.objects.update(tries=MOST_TRIES - 1)

    post(now=NOW)

    assert Delivery.objects.get(notice__level="event").state == "given up"


def test_the_link_leads_to_the_portal_where_its_address_is_set(
    harbour: Site, web: WebServer, db: None
) -> None:
    Preferences.objects.create(pk=1, portal_address="https://backup.example.org/")
    channel_to(web)
    web.up()
    happens(harbour)

    post(now=NOW)

    assert '"link": "https://backup.example.org/logs/administrator/"' in web.received[0]


def test_a_removed_channel_is_no_trouble_to_what_comes_back(harbour: Site, web: WebServer) -> None:
    channel_to(web)
    web.up()
    happens(harbour)
    office = PostOffice()
    office.look(now=NOW)

    Channel.objects.all().delete()
    office.close(seconds=PATIENCE, now=NOW)

    assert not Delivery.objects.exists()


def test_a_season_is_kept_and_what_waits_stays(harbour: Site, web: WebServer) -> None:
    channel_to(web)
    for word in ("old", "waits"):
        happens(harbour, word)
    raise_alarm(site=harbour, code=NO_BACKUP, location="", detail="", now=NOW + KEPT_FOR)
    Delivery.objects.exclude(notice__text="waits").update(state="delivered")

    prune_notices(now=NOW + KEPT_FOR + MINUTE)

    assert list(Notice.objects.filter(level="event").values_list("text", flat=True)) == ["waits"]
    assert Notice.objects.filter(level="WRN").count() == 1
