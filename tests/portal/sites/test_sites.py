"""Sites: added and changed by administrators, and chosen by everybody for their own session."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mmbackup.models import Change, Role, Schedule, Server, Site
from mmbackup.services.site import SITE_KEY
from tests.portal.builders import make_user

SITES = "/servers/sites/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def bay(site: Site) -> Site:
    other = Site.objects.create(name="Bay Hospital", time_zone="Asia/Tokyo")
    Schedule.objects.create(site=other, enabled=False, since=site.schedule.since)
    Server.objects.create(site=other, name="BAY-MSS", kind="MSS")
    return other


def choose(client: Client, number: object, back: str = "/servers/") -> Any:
    return client.post(f"{SITES}choose/", {"site": str(number), "next": back})


def test_pages_show_the_site_that_was_chosen_in_its_own_zone(client: Client, bay: Site) -> None:
    assert "BAY-MSS" not in client.get("/servers/").content.decode()

    response = choose(client, bay.pk)

    assert response["Location"] == "/servers/"
    page = client.get("/servers/").content.decode()
    assert "BAY-MSS" in page
    assert "Asia/Tokyo" in page


def test_the_choice_is_one_session_s_own(client: Client, bay: Site) -> None:
    other = Client()
    other.force_login(make_user("olga", Role.OPERATOR))

    assert choose(other, bay.pk).status_code == 302

    assert "BAY-MSS" in other.get("/servers/").content.decode()
    assert "BAY-MSS" not in client.get("/servers/").content.decode()


@pytest.mark.parametrize("number", ["", "x", "-1", "0", "99999999999999999999", "²", "1; DROP"])
def test_a_site_that_is_none_changes_nothing(client: Client, bay: Site, number: str) -> None:
    choose(client, bay.pk)

    assert choose(client, number).status_code == 302

    assert client.session[SITE_KEY] == bay.pk


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_led_elsewhere(client: Client, bay: Site, back: str) -> None:
    assert choose(client, bay.pk, back)["Location"] == "/"


def test_one_that_is_gone_is_shown_no_more(client: Client, bay: Site) -> None:
    choose(client, bay.pk)
    bay.delete()

    assert "Harbour Hospital" in client.get("/servers/").content.decode()


def test_a_new_one_is_shown_and_leads_to_its_first_drive(client: Client, site: Site) -> None:
    response = client.post(f"{SITES}new/", {"name": "Bay Hospital", "time_zone": "Asia/Tokyo"})

    bay = Site.objects.get(name="Bay Hospital")
    assert response["Location"] == "/servers/drives/"
    assert client.session[SITE_KEY] == bay.pk
    assert not bay.schedule.enabled
    assert Change.objects.get().deed == "site added"


def test_it_is_changed_by_one_at_a_time(client: Client, site: Site) -> None:
    address = f"{SITES}{site.pk}/"
    shown = client.get(address).context["form"]["shown"].value()
    values = {"name": "Harbour", "time_zone": "America/New_York", "shown": shown}

    client.post(address, values)
    answer = client.post(address, {**values, "name": "Other"}, follow=True).content.decode()

    site.refresh_from_db()
    assert (site.name, site.time_zone) == ("Harbour", "America/New_York")
    assert "somebody else changed the site Harbour meanwhile" in answer


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "Bay Hospital", "time_zone": "UTC"}, "name"),
        ({"name": "a\tb", "time_zone": "UTC"}, "name"),
        ({"name": "New", "time_zone": "Nowhere/Town"}, "time_zone"),
    ],
    ids=["taken", "control character", "zone"],
)
def test_a_fault_stands_at_its_field(client: Client, bay: Site, values: dict[str, str], field: str) -> None:
    form = client.post(f"{SITES}new/", values).context["form"]

    assert list(form.errors) == [field]
    assert Site.objects.count() == 2


def test_hostile_names_are_text(client: Client, bay: Site) -> None:
    Site.objects.filter(pk=bay.pk).update(name=HOSTILE)

    for address in (SITES, f"{SITES}{bay.pk}/", "/servers/"):
        assert HOSTILE not in client.get(address).content.decode()


class TestRemoving:
    def test_one_that_keeps_nothing_is_removed_and_shown_no_more(self, client: Client, bay: Site) -> None:
        Server.objects.all().delete()
        choose(client, bay.pk)
        address = f"{SITES}{bay.pk}/remove/"
        shown = client.get(address).context["form"]["shown"].value()

        answer = client.post(address, {"shown": shown}, follow=True)

        assert answer.redirect_chain == [(SITES, 302)]
        assert "The site Bay Hospital was removed." in answer.content.decode()
        assert [site.name for site in Site.objects.all()] == ["Harbour Hospital"]

    def test_one_that_keeps_something_says_why_it_stays(self, client: Client, bay: Site) -> None:
        page = client.get(f"{SITES}{bay.pk}/remove/").content.decode()
        answer = client.post(f"{SITES}{bay.pk}/remove/", follow=True).content.decode()

        assert "Bay Hospital has 1 server." in page
        assert "Remove the site" not in page
        assert "Nothing was changed" in answer
        assert Site.objects.count() == 2

    def test_the_only_one_is_not_offered(self, client: Client, site: Site) -> None:
        assert "/remove/" not in client.get(SITES).content.decode()
        assert "is the only site" in client.get(f"{SITES}{site.pk}/remove/").content.decode()

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.SUBSCRIBERS])
    def test_administrators_alone_may(self, bay: Site, role: Role) -> None:
        browser = Client()
        browser.force_login(make_user("olga", role))

        assert browser.get(f"{SITES}{bay.pk}/remove/").status_code == 403
        assert browser.post(f"{SITES}{bay.pk}/remove/").status_code == 403

    def test_its_changes_stay_in_the_history(self, client: Client, bay: Site) -> None:
        Change.objects.create(
            site=bay, at=bay.schedule.since or timezone.now(), who="ada", via=Change.Via.PORTAL, deed="told"
        )
        bay.schedule.delete()
        bay.delete()

        assert client.get("/logs/history/").status_code == 200
