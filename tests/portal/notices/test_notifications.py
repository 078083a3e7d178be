"""Notifications: channels in plain forms, a test at a click, what was sent lately; and secrets nowhere."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mmbackup.models import Alarm, Change, Channel, Delivery, Notice, NoticeRule, Role, Site
from tests.portal.builders import LAST_NIGHT, make_user
from tests.services.notices.receivers import MailServer, WebServer

PAGE = "/alarming/notifications/"
HOOK = "https://hooks.example.org/services/T-very-secret"
SIGNED_WITH = "a-signing-secret"


@pytest.fixture
def web() -> Iterator[WebServer]:
    server = WebServer()
    yield server
    server.down()


def hook(**more: object) -> dict[str, object]:
    return {"name": "Hook", "address": HOOK, "secret": SIGNED_WITH, "enabled": "on", **more}


def add_hook(client: Client, **more: object) -> Channel:
    response = client.post(f"{PAGE}new/?kind=webhook", hook(**more))
    assert response.status_code == 302, response.content.decode()
    return Channel.objects.get()


def shown_in(client: Client, channel: Channel) -> str:
    """The mark that the form carries."""
    page = client.get(f"{PAGE}{channel.pk}/").content.decode()
    before = page.partition('name="shown" value="')[2]
    return before.partition('"')[0]


FORMS: dict[str, dict[str, Any]] = {
    "mail": {
        "host": "mail.example.org", "port": 587, "security": "starttls", "user": "backup",
        "password": "topsecret",
        "sender": "backup@example.org", "recipients": "ada@example.org\nolga@example.org",
    },
    "webhook": {"address": HOOK, "secret": SIGNED_WITH},
    "apprise": {"address": "json://backup:topsecret@hooks.example.org/x"},
    "snmp": {
        "host": "nms.example.org", "port": 162, "version": "3", "confirmed": "on", "user": "backup",
        "authentication": "SHA-256", "authentication_password": "topsecret", "encryption": "AES-128",
        "encryption_password": "topsecret",
    },
    "syslog": {"transport": "udp", "host": "log.example.org", "port": 514, "facility": "daemon"},
}  # fmt: skip


@pytest.mark.parametrize("kind", FORMS)
def test_each_kind_is_added_by_its_form_and_shows_no_secret_again(
    client: Client, site: Site, kind: str
) -> None:
    response = client.post(
        f"{PAGE}new/?kind={kind}", {"name": "New", "enabled": "on", **FORMS[kind]}, follow=True
    )

    channel = Channel.objects.get()
    pages = "".join(client.get(address).content.decode() for address in (PAGE, f"{PAGE}{channel.pk}/"))
    history = str(list(Change.objects.values_list("fields", flat=True)))
    assert channel.kind == kind
    assert "Press Test" in response.content.decode()
    for secret in ("topsecret", SIGNED_WITH, "T-very-secret"):
        assert secret not in pages
        assert secret not in history


def test_what_is_wrong_stands_at_its_field_and_nothing_is_added(client: Client, site: Site) -> None:
    page = client.post(f"{PAGE}new/?kind=webhook", {"name": "Hook", "address": "ftp://x", "enabled": "on"})

    assert "Give an address such as https://example.com/hook." in page.content.decode()
    assert not Channel.objects.exists()


def test_two_channels_never_have_the_same_name(client: Client, site: Site) -> None:
    add_hook(client)

    page = client.post(f"{PAGE}new/?kind=webhook", hook()).content.decode()

    assert "There is a channel of that name already." in page
    assert Channel.objects.count() == 1


def test_a_new_channel_takes_the_usual(client: Client, site: Site) -> None:
    add_hook(client)

    assert NoticeRule.objects.get().levels == ["MAJ", "MIN", "WRN", "result", "digest"]
    assert "MAJ, MIN, WRN, result, digest" in client.get(PAGE).content.decode()


def test_a_secret_that_is_left_empty_stays(client: Client, site: Site) -> None:
    channel = add_hook(client)

    client.post(
        f"{PAGE}{channel.pk}/", hook(name="Door", address="", secret="", shown=shown_in(client, channel))
    )

    channel.refresh_from_db()
    assert channel.name == "Door"
    assert (channel.settings["address"], channel.settings["secret"]) == (HOOK, SIGNED_WITH)


def test_a_secret_goes_when_that_is_asked_for(client: Client, site: Site) -> None:
    channel = add_hook(client)
    form = hook(address="", secret="", unsigned="on", shown=shown_in(client, channel))

    client.post(f"{PAGE}{channel.pk}/", form)

    channel.refresh_from_db()
    assert (channel.settings["address"], channel.settings["secret"]) == (HOOK, "")


def test_a_password_is_not_sent_to_another_host_than_it_was_given_for(client: Client, site: Site) -> None:
    client.post(f"{PAGE}new/?kind=mail", {"name": "Mail", "enabled": "on", **FORMS["mail"]})
    channel = Channel.objects.get()
    form = {"name": "Mail", "enabled": "on", **FORMS["mail"], "password": "", "host": "evil.example.org"}

    page = client.post(f"{PAGE}{channel.pk}/", {**form, "shown": shown_in(client, channel)}).content.decode()

    channel.refresh_from_db()
    assert "The host is another one" in page
    assert channel.settings["host"] == "mail.example.org"


def test_nobody_overwrites_what_somebody_else_has_changed(client: Client, site: Site) -> None:
    channel = add_hook(client)
    old = shown_in(client, channel)
    client.post(f"{PAGE}{channel.pk}/", hook(name="Door", shown=old))

    page = client.post(f"{PAGE}{channel.pk}/", hook(name="Gate", shown=old)).content.decode()

    channel.refresh_from_db()
    assert "somebody else changed the channel meanwhile" in page
    assert channel.name == "Door"


def test_the_test_says_what_the_receiver_answered(client: Client, site: Site, web: WebServer) -> None:
    web.up()
    channel = add_hook(client, address=web.settings["address"])

    page = client.post(f"{PAGE}{channel.pk}/test/", follow=True).content.decode()

    assert "The test was sent: 200 OK 200: you asked for /(secret)" in page
    assert "Test of the channel Hook" in web.received[0]
    assert "Delivers" in page


def test_the_test_says_why_it_did_not_arrive(client: Client, site: Site, web: WebServer) -> None:
    channel = add_hook(client, address=web.settings["address"])

    page = client.post(f"{PAGE}{channel.pk}/test/", follow=True).content.decode()

    assert "The test did not arrive" in page
    assert "refused" in page
    assert "path-token-9" not in page


def test_a_test_by_mail_arrives(client: Client, site: Site) -> None:
    server = MailServer()
    server.up()
    form = {**server.settings, "recipients": "ada@example.org", "name": "Mail", "enabled": "on"}
    client.post(f"{PAGE}new/?kind=mail", form)

    page = client.post(f"{PAGE}{Channel.objects.get().pk}/test/", follow=True).content.decode()
    server.down()

    assert "taken by 127.0.0.1 for ada@example.org" in page
    assert "Subject: [Harbour Hospital] Test of the channel Mail" in server.received[0]


def test_a_test_that_arrives_ends_the_channel_s_alarm(client: Client, site: Site, web: WebServer) -> None:
    web.up()
    channel = add_hook(client, address=web.settings["address"])
    Channel.objects.update(failing_since=LAST_NIGHT, last_error="no")
    alarm = Alarm.objects.create(
        site=site, application="MT", resource_type="BACKUP", code=10, level="WRN", alarmed_at=LAST_NIGHT
    )

    client.post(f"{PAGE}{channel.pk}/test/")

    alarm.refresh_from_db()
    assert alarm.resolve_reason == "Hook delivers again"


@pytest.mark.parametrize("ending", ["remove/", ""])
def test_a_failing_channel_that_is_removed_or_switched_off_ends_its_alarm(
    client: Client, site: Site, ending: str
) -> None:
    channel = add_hook(client)
    form = hook(enabled="", shown=shown_in(client, channel))
    Channel.objects.update(failing_since=LAST_NIGHT)
    alarm = Alarm.objects.create(
        site=site, application="MT", resource_type="BACKUP", code=10, level="WRN", alarmed_at=LAST_NIGHT
    )

    client.post(f"{PAGE}{channel.pk}/{ending}", form)

    alarm.refresh_from_db()
    assert alarm.resolved_at is not None


def test_what_was_sent_lately_stands_with_its_error_and_may_be_sent_again(client: Client, site: Site) -> None:
    delivery = given_up(site, add_hook(client))

    page = client.get(PAGE).content.decode()
    client.post(f"{PAGE}deliveries/{delivery.pk}/again/")

    delivery.refresh_from_db()
    assert "Given up" in page
    assert "the receiver answered 404" in page
    assert (delivery.state, delivery.tries) == ("due", 0)


def given_up(site: Site, channel: Channel) -> Delivery:
    notice = Notice.objects.create(
        site=site, key="k", at=LAST_NIGHT, level="WRN", subject="[x] ALARM", text=""
    )
    return Delivery.objects.create(
        notice=notice,
        channel=channel,
        state="given up",
        tries=3,
        next_try_at=LAST_NIGHT,
        error="the receiver answered 404",
    )


def test_rules_are_added_changed_and_removed(client: Client, site: Site) -> None:
    channel = add_hook(client)
    rule = NoticeRule.objects.get()
    page = client.get(f"{PAGE}rules/{rule.pk}/").content.decode()
    shown = page.partition('name="shown" value="')[2].partition('"')[0].replace("&quot;", '"')
    form = {"levels": ["MAJ"], "codes": ["MT BACKUP 3"], "weekdays": ["0", "1", "2", "3", "4"]}

    client.post(f"{PAGE}rules/{rule.pk}/", {**form, "from_at": "08:00", "until_at": "18:00", "shown": shown})
    words = client.get(f"{PAGE}{channel.pk}/").content.decode()
    client.post(f"{PAGE}{channel.pk}/rules/new/", {"levels": ["digest"]})
    client.post(f"{PAGE}rules/{rule.pk}/remove/")

    assert "MAJ; only MT BACKUP 3; Monday to Friday 08:00-18:00" in words
    assert NoticeRule.objects.get().levels == ["digest"]


def test_hours_have_two_ends(client: Client, site: Site) -> None:
    channel = add_hook(client)

    page = client.post(f"{PAGE}{channel.pk}/rules/new/", {"from_at": "08:00"}).content.decode()

    assert "give both ends of the hours" in page
    assert NoticeRule.objects.count() == 1


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_who_may_not_change_it_reads_it(client: Client, site: Site, role: Role) -> None:
    channel = add_hook(client)
    browser = Client()
    browser.force_login(make_user("somebody", role))

    page = browser.get(f"{PAGE}{channel.pk}/").content.decode()

    assert "Takes" in browser.get(PAGE).content.decode()
    assert 'name="address"' not in page
    assert browser.post(f"{PAGE}{channel.pk}/test/").status_code == 403


def test_a_thousand_deliveries_cost_few_queries(
    client: Client, site: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    channel = add_hook(client)
    notices = Notice.objects.bulk_create(
        Notice(site=site, key=f"{n}", at=LAST_NIGHT - timedelta(hours=n), level="event", subject="x", text="")
        for n in range(1_000)
    )
    Delivery.objects.bulk_create(
        Delivery(notice=notice, channel=channel, state="delivered", next_try_at=LAST_NIGHT)
        for notice in notices
    )

    with django_assert_max_num_queries(16):
        page = client.get(f"{PAGE}?page=15")

    assert b"Page 15 of 20" in page.content
