"""A medium's page: what is known of it, what would be lost with it, who did what, what is decided there."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from mmbackup.models import Custody, Event, Medium, Place, Role, Site
from mmbackup.services.media.custody import record_custody
from mmbackup.services.media.printed_label import why_no_label
from tests.portal.builders import LAST_NIGHT, make_user
from tests.services.media.builders import make_medium, make_set


@pytest.fixture
def friday(site: Site) -> Medium:
    return make_medium(site, status_reason="a scratch", replace_by=date(2027, 11, 22), write_count=1234)


def page_of(medium: Medium) -> str:
    return f"/backup/media/{medium.uuid}/"


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_it_shows_facts_sets_and_what_would_be_lost(client: Client, friday: Medium) -> None:
    make_set(friday, at=LAST_NIGHT)
    make_set(friday, at=LAST_NIGHT, part=2, parts=0, verified_at=None)

    page = text(client, page_of(friday))

    for words in ("Writable", "a scratch", "Mon Nov 22 2027", "1,234", str(friday.uuid), "Not stored yet"):
        assert words in page
    assert "Written, not verified" in page
    assert "part 2 of an unfinished set" in page
    assert "System of MSS1, Nov. 22, 2026: lies nowhere else and could no longer be restored." in page


def test_what_only_the_medium_calls_verified_is_shown_with_that_word(client: Client, friday: Medium) -> None:
    imported = make_set(friday, at=LAST_NIGHT, verified_at=None, claimed_verified_at=LAST_NIGHT)

    page = text(client, page_of(friday))

    assert "Not verified here yet" in page
    assert "its medium says: verified Nov 22 2026" in page
    assert "System of MSS1, Nov. 22, 2026 (not verified here yet): lies nowhere else" in page
    assert "Label for" not in page
    assert "verify its medium first" in why_no_label(backup_set=imported)


def test_each_set_whose_files_are_known_leads_to_its_restore(client: Client, friday: Medium) -> None:
    known = make_set(friday, at=LAST_NIGHT, indexed_at=LAST_NIGHT)
    unknown = make_set(friday, at=LAST_NIGHT - timedelta(days=1))
    gone = make_set(friday, at=LAST_NIGHT, indexed_at=LAST_NIGHT, removed_at=LAST_NIGHT)

    page = text(client, page_of(friday))

    address = f"/backup/restore/choose/?set={known.uuid}"
    assert f'href="{address}" aria-label="Restore from {known.name}"' in page
    assert f"set={unknown.uuid}" not in page
    assert f"set={gone.uuid}" not in page
    assert "System" in text(client, address)


def test_its_whole_custody_is_there_in_pages(client: Client, friday: Medium) -> None:
    for day in range(60):
        record_custody(
            medium=friday, act=Custody.Act.MOVED, by="<ada>", now=LAST_NIGHT + timedelta(days=day),
            place=f"Cabinet {day}",
        )  # fmt: skip
        make_set(friday, at=LAST_NIGHT + timedelta(days=day), removed_at=LAST_NIGHT)

    first, last = text(client, page_of(friday)), text(client, f"{page_of(friday)}?page=3&earlier=6")

    assert "60 lines, newest first" in first
    assert "60 earlier sets" in first
    assert "Cabinet 59" in first
    assert "Cabinet 0<" in last
    assert "&lt;ada&gt;" in last


def test_it_may_be_brought_somewhere(client: Client, site: Site, friday: Medium) -> None:
    safe = Place.objects.create(site=site, name="Fire safe", kind="in vault")

    page = client.post(f"{page_of(friday)}move/", {"place": safe.pk}, follow=True).content.decode()

    friday.refresh_from_db()
    assert (friday.place, friday.place_name) == ("in vault", "Fire safe")
    assert "Friday is in Fire safe." in page
    assert Custody.objects.get().by == "ada"


@pytest.mark.parametrize("place", ["", "0", "999999", "x", "-1"])
def test_a_place_that_is_none_is_refused(client: Client, friday: Medium, place: str) -> None:
    page = client.post(f"{page_of(friday)}move/", {"place": place}, follow=True).content.decode()

    assert "Nothing was changed" in page
    friday.refresh_from_db()
    assert friday.place == "on shelf"


@pytest.mark.parametrize(("typed", "day"), [("2028-02-29", date(2028, 2, 29)), ("", None)])
def test_its_date_is_edited(client: Client, friday: Medium, typed: str, day: date | None) -> None:
    client.post(f"{page_of(friday)}replace-by/", {"replace_by": typed})

    friday.refresh_from_db()
    assert (friday.replace_by, friday.replace_by_unwritten) == (day, True)


@pytest.mark.parametrize("typed", ["tomorrow", "2027-02-30", "9999-12-31", "-1"])
def test_a_date_that_is_none_is_refused(client: Client, friday: Medium, typed: str) -> None:
    page = client.post(f"{page_of(friday)}replace-by/", {"replace_by": typed}, follow=True).content.decode()

    assert "Nothing was changed" in page
    friday.refresh_from_db()
    assert friday.replace_by == date(2027, 11, 22)


@pytest.mark.parametrize(
    ("deed", "status", "place"),
    [
        ("retire", "retired", "on shelf"),
        ("damaged", "damaged", "on shelf"),
        ("lost", "writable", "lost"),
    ],
)
def test_before_it_is_given_up_its_losses_are_shown(
    client: Client, friday: Medium, deed: str, status: str, place: str
) -> None:
    make_set(friday, at=LAST_NIGHT)

    asked = text(client, f"{page_of(friday)}{deed}/")
    assert "lies nowhere else and could no longer be restored" in asked
    assert (friday.status, friday.place) == ("writable", "on shelf")

    client.post(f"{page_of(friday)}{deed}/", {"reason": "coffee"})
    friday.refresh_from_db()
    assert (friday.status, friday.place) == (status, place)
    assert "coffee" in Custody.objects.get().detail
    assert Event.objects.get().message.endswith("(ada)")


def test_it_comes_back_to_use(client: Client, friday: Medium) -> None:
    Medium.objects.update(status=Medium.Status.RETIRED)

    client.post(f"{page_of(friday)}use/", {"reason": "cleaned"})

    friday.refresh_from_db()
    assert (friday.status, friday.status_reason) == ("writable", "")


def test_without_a_reason_nothing_is_decided(client: Client, friday: Medium) -> None:
    page = client.post(f"{page_of(friday)}retire/", {"reason": "  "}).content.decode()

    assert "This field is required." in page
    friday.refresh_from_db()
    assert friday.status == "writable"


def test_two_who_retire_it_do_it_once(client: Client, friday: Medium) -> None:
    for _ in range(2):
        page = client.post(f"{page_of(friday)}retire/", {"reason": "worn"}, follow=True).content.decode()

    assert "Nothing was changed: Friday was so already." in page
    assert Custody.objects.count() == 1


def test_another_site_s_medium_is_not_there(client: Client, site: Site) -> None:
    other = make_medium(Site.objects.create(name="Elsewhere", time_zone="UTC"))

    assert client.get(page_of(other)).status_code == 404
    assert client.post(f"{page_of(other)}lost/", {"reason": "x"}).status_code == 404
    assert client.get(f"/backup/media/{uuid4()}/").status_code == 404


def test_who_only_looks_is_offered_nothing_to_do(site: Site, friday: Medium) -> None:
    make_set(friday, indexed_at=LAST_NIGHT)
    auditor = Client()
    auditor.force_login(make_user("otto", Role.AUDITOR))

    page = text(auditor, page_of(friday))

    assert "Backup sets on it" in page
    for act in ("Look after it", "Verify…", "Restore from", "Retire…"):
        assert act not in page
