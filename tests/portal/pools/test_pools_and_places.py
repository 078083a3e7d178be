"""Pools and places: set up, changed by one at a time, removed when not needed; and what a pool risks."""

import re
from typing import Any

import pytest
from django.test import Client

from mmbackup.models import Drive, Event, Medium, Place, Pool, Role, Site
from mmbackup.services.media.pool_advice import uses_of_pools
from tests.portal.builders import make_user
from tests.services.media.builders import make_medium

POOLS = "/backup/pools/"
PLACES = "/backup/places/"
RULES = {"rotation": "alternate", "retention_nights": "1", "night": "6", "replace_after_months": "12"}


@pytest.fixture
def nightly(site: Site) -> Pool:
    return Pool.objects.create(site=site, name="nightly")


def advice(site: Site) -> str:
    return " ".join(words for use in uses_of_pools(site=site) for words in use.advice)


def fields_of(client: Client, address: str) -> dict[str, Any]:
    """As a browser would send the form back."""
    return dict(client.get(address).context["form"].initial)


class TestPools:
    def test_one_is_added(self, client: Client, site: Site) -> None:
        client.post(f"{POOLS}new/", {**RULES, "name": "weekly", "night": "4", "label_blank": "on"})

        pool = Pool.objects.get()
        assert (pool.name, pool.night, pool.label_blank, pool.retention_nights) == ("weekly", 4, True, 1)
        assert Event.objects.get().message == "The pool weekly was added by ada"

    def test_its_name_is_its_own(self, client: Client, nightly: Pool) -> None:
        page = client.post(f"{POOLS}new/", {**RULES, "name": "nightly"}).content.decode()

        assert "there is a pool named nightly already" in page
        assert Pool.objects.count() == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"retention_nights": "-1"},
            {"retention_nights": "1e9"},
            {"night": "7"},
            {"replace_after_months": "9999"},
            {"rotation": "at random"},
        ],
    )
    def test_rules_that_are_none_are_refused(
        self, client: Client, nightly: Pool, wrong: dict[str, str]
    ) -> None:
        response = client.post(f"{POOLS}{nightly.pk}/", {**RULES, **wrong})

        assert response.status_code == 200
        nightly.refresh_from_db()
        assert nightly.retention_nights == 0

    def test_its_rules_are_changed_and_the_change_is_told(self, client: Client, nightly: Pool) -> None:
        address = f"{POOLS}{nightly.pk}/"

        client.post(address, {**RULES, "shown": fields_of(client, address)["shown"]})

        nightly.refresh_from_db()
        assert nightly.retention_nights == 1
        assert "retention nights 0 → 1" in Event.objects.get().message

    def test_the_second_of_two_who_change_it_at_once_is_told(self, client: Client, nightly: Pool) -> None:
        address = f"{POOLS}{nightly.pk}/"
        shown = fields_of(client, address)["shown"]
        Pool.objects.update(retention_nights=5)

        page = client.post(address, {**RULES, "shown": shown}, follow=True).content.decode()

        assert "somebody else changed the pool nightly meanwhile" in page
        nightly.refresh_from_db()
        assert nightly.retention_nights == 5

    @pytest.mark.parametrize("shown", ["", "{", "[]", '{"rotation": 1}', "null"])
    def test_a_broken_memory_of_what_was_shown_counts_as_none(
        self, client: Client, nightly: Pool, shown: str
    ) -> None:
        client.post(f"{POOLS}{nightly.pk}/", {**RULES, "shown": shown})

        nightly.refresh_from_db()
        assert nightly.retention_nights == 1

    def test_one_that_is_needed_stays(self, client: Client, site: Site, nightly: Pool) -> None:
        weekly = Pool.objects.create(site=site, name="weekly")
        make_medium(site, pool="weekly")

        pages = [
            client.post(f"{POOLS}{pool.pk}/remove/", follow=True).content.decode()
            for pool in (nightly, weekly)
        ]

        assert "a drive takes media of the pool nightly" in pages[0]
        assert "there are media of the pool weekly" in pages[1]
        assert Pool.objects.count() == 2

    def test_one_that_nobody_needs_goes(self, client: Client, site: Site) -> None:
        pool = Pool.objects.create(site=site, name="old")
        make_medium(site, pool="old", status=Medium.Status.RETIRED)

        client.post(f"{POOLS}{pool.pk}/remove/")

        assert not Pool.objects.exists()

    def test_the_list_tells_its_media_and_who_takes_them(
        self, client: Client, site: Site, nightly: Pool
    ) -> None:
        Drive.objects.update(weekly_pool="weekly")
        Pool.objects.create(site=site, name="weekly", night=4)
        make_medium(site)
        make_medium(site, "Monday", status=Medium.Status.DAMAGED)

        page = client.get(POOLS).content.decode()

        assert re.search(r"\?pool=nightly\">2</a>, 1 in use", page)
        assert "DVD-RAM 1, weekly on Fridays" in page


class TestAdvice:
    def test_one_medium_is_a_risk(self, site: Site, nightly: Pool) -> None:
        make_medium(site)

        assert "one medium only" in advice(site)

    @pytest.mark.parametrize(("nights", "is_too_long"), [(1, False), (2, True), (9, True)])
    def test_keeping_them_longer_than_their_turn_refuses_nights(
        self, site: Site, nightly: Pool, nights: int, *, is_too_long: bool
    ) -> None:
        Pool.objects.update(retention_nights=nights)
        make_medium(site, "A")
        make_medium(site, "B")
        make_medium(site, "Lost", place=Medium.Place.LOST)

        assert ("nights will be refused" in advice(site)) is is_too_long

    def test_a_weekly_pool_s_turn_is_weeks(self, site: Site) -> None:
        Drive.objects.update(weekly_pool="weekly")
        Pool.objects.create(site=site, name="weekly", retention_nights=13)
        make_medium(site, "A", pool="weekly")
        make_medium(site, "B", pool="weekly")

        assert advice(site) == ""

    def test_a_weekday_without_a_medium_is_named(self, site: Site, nightly: Pool) -> None:
        Pool.objects.update(rotation=Pool.Rotation.WEEKDAY)
        for name in ("Mon", "Tuesday 2", "WEDNESDAY", "Thursday", "Friday", "Saturday"):
            make_medium(site, name)

        assert advice(site) == "No medium is named for Sunday."

    def test_a_pool_without_a_drive_or_media_says_so(self, site: Site, nightly: Pool) -> None:
        Pool.objects.create(site=site, name="spare")

        assert "No medium of this pool is in use yet" in advice(site)
        assert "No drive takes this pool." in advice(site)


class TestPlaces:
    def test_one_is_added_once(self, client: Client, site: Site) -> None:
        for _ in range(2):
            page = client.post(PLACES, {"name": "Fire safe", "kind": "in vault"}).content.decode()

        assert Place.objects.get().kind == "in vault"
        assert "there is a place named Fire safe already" in page

    def test_its_media_go_along_when_it_is_renamed(self, client: Client, site: Site) -> None:
        place = Place.objects.create(site=site, name="Cabinet")
        medium = make_medium(site, place_name="Cabinet")
        shown = {"shown_name": "Cabinet", "shown_kind": "on shelf"}

        client.post(f"{PLACES}{place.pk}/", {"name": "Cellar", "kind": "in vault", **shown})

        medium.refresh_from_db()
        assert (medium.place_name, medium.place) == ("Cellar", "in vault")

    def test_the_second_of_two_who_change_it_is_told(self, client: Client, site: Site) -> None:
        place = Place.objects.create(site=site, name="Cabinet")
        shown = {"shown_name": "Shelf", "shown_kind": "on shelf"}

        page = client.post(f"{PLACES}{place.pk}/", {"name": "Cellar", "kind": "on shelf", **shown})

        assert b"somebody else changed this place meanwhile" in page.content
        assert Place.objects.get().name == "Cabinet"

    def test_one_with_media_stays_and_an_empty_one_goes(self, client: Client, site: Site) -> None:
        place = Place.objects.create(site=site, name="Cabinet")
        medium = make_medium(site, place_name="Cabinet")

        page = client.post(f"{PLACES}{place.pk}/remove/", follow=True).content.decode()
        assert "there are media in Cabinet" in page

        Medium.objects.filter(pk=medium.pk).update(place_name="")
        client.post(f"{PLACES}{place.pk}/remove/")
        assert not Place.objects.exists()

    def test_the_list_counts_what_is_there(self, client: Client, site: Site) -> None:
        Place.objects.create(site=site, name="Cabinet & co")
        make_medium(site, "A", place_name="Cabinet & co")
        make_medium(site, "B", place_name="Cabinet & co", place=Medium.Place.IN_DRIVE)

        page = client.get(PLACES).content.decode()

        assert "place=at+Cabinet%20%26%20co" in page
        assert 'aria-label="1 media in Cabinet &amp; co"' in page


def test_a_place_says_what_it_is_and_how_many_media_are_there(site: Site) -> None:
    vault = Place.objects.create(site=site, name="Vault, room 2", kind="in vault")
    make_medium(site, "Friday", place=Medium.Place.IN_VAULT, place_name=vault.name)
    auditor = Client()
    auditor.force_login(make_user("otto", Role.AUDITOR))

    page = auditor.get(f"/backup/places/{vault.pk}/").content.decode()

    assert re.search(r"<dt>Kind</dt><dd>.*Vault</span>", page)
    assert 'aria-label="1 media in Vault, room 2">1</a>' in page
    assert "Remove the place" not in page
