"""Morning Swap: what is done, what comes next, and each step's act."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Custody, EncryptionKey, LookAhead, Medium, Pool, Run, Site
from tests.portal.builders import LAST_NIGHT, make_log, make_run, make_running
from tests.portal.swap.media import make_places, make_set, make_shelf, put_in

PAGE = "/backup/swap/"
MORNING = LAST_NIGHT.replace(hour=6)


@pytest.fixture(autouse=True)
def _this_morning() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def shelf(site: Site) -> Shelf:
    return make_shelf(site, "A", "B")


@pytest.fixture
def last_night(site: Site, shelf: Shelf) -> Run:
    """A full backup on A, which is still in the drive; B was written the night before."""
    make_set(make_run(site, nights_ago=1), "B")
    run = make_run(site, Outcome.FULL)
    make_log(run)
    make_set(run, "A")
    put_in(site, shelf, "A")
    return run


def steps(client: Client) -> dict[str, str]:
    """What the page says of each step."""
    page = client.get(PAGE)
    return {card.step.value: card.state.value for card in page.context["cards"]}


def text(client: Client) -> str:
    return client.get(PAGE).content.decode()


def test_after_a_good_night_the_medium_comes_out_first(client: Client, last_night: Run) -> None:
    page = text(client)

    assert "complete and verified" in page
    assert "Eject A" in page
    assert steps(client) == {
        "verify": "done", "remove": "open", "label": "later", "store": "later", "insert": "later",
        "ready": "later",
    }  # fmt: skip


def test_a_medium_that_only_lacks_a_key_stays_in_and_the_page_says_what_helps(
    client: Client, site: Site, shelf: Shelf
) -> None:
    key = EncryptionKey.objects.create(
        site=site, name="Safe", public="age1", origin="imported", made_at=MORNING, retired_at=MORNING
    )
    site.pools.get().keys.add(key)
    put_in(site, shelf, "A")

    page = text(client)

    assert (steps(client)["remove"], steps(client)["insert"]) == ("spared", "open")
    assert "none of its keys may be used. Choose a key for the pool" in page
    assert "none of its keys may be used. Choose a key for the pool" in client.get("/").content.decode()


def test_the_label_s_text_is_the_help_s(client: Client, last_night: Run) -> None:
    assert "Nov. 22, 2026 — System, Names and Greetings, Messages" in text(client)


def test_ejecting_is_done_by_the_page_and_written_down(client: Client, last_night: Run, shelf: Shelf) -> None:
    client.post(f"{PAGE}eject/")

    assert shelf.loaded() is None
    assert steps(client)["remove"] == "done"
    ejected = Custody.objects.filter(medium__name="A", act="ejected")[0]
    assert ejected.by == "ada"


def test_a_medium_that_is_out_is_to_be_labelled_and_stored(
    client: Client, site: Site, last_night: Run
) -> None:
    make_places(site)
    client.post(f"{PAGE}eject/")

    assert [steps(client)[step] for step in ("label", "store", "insert")] == ["open", "open", "open"]
    assert "Fire safe" in text(client)


def test_storing_remembers_where_it_is(client: Client, site: Site, last_night: Run) -> None:
    _shelf, safe = make_places(site)
    client.post(f"{PAGE}eject/")
    medium = Medium.objects.get(name="A")

    page = client.post(f"{PAGE}store/", {"medium": str(medium.uuid), "place": safe.pk}, follow=True)

    assert "A is in Fire safe." in page.content.decode()
    medium.refresh_from_db()
    assert (medium.place, medium.place_name) == ("in vault", "Fire safe")
    assert [steps(client)[step] for step in ("label", "store")] == ["done", "done"]


@pytest.mark.parametrize("place", ["", "0", "x", "9" * 30])
def test_without_a_place_nothing_is_stored(client: Client, site: Site, last_night: Run, place: str) -> None:
    make_places(site)
    client.post(f"{PAGE}eject/")
    medium = Medium.objects.get(name="A")

    page = client.post(f"{PAGE}store/", {"medium": str(medium.uuid), "place": place}, follow=True)

    assert "Choose where A is stored." in page.content.decode()
    medium.refresh_from_db()
    assert medium.place_name == ""


@pytest.mark.parametrize("medium", ["", "x", "\0", str(UUID(int=7))])
def test_an_unknown_medium_is_not_stored(client: Client, site: Site, last_night: Run, medium: str) -> None:
    assert client.post(f"{PAGE}store/", {"medium": medium, "place": "1"}).status_code == 404


def test_the_expected_medium_is_named_and_offered_first(client: Client, last_night: Run) -> None:
    client.post(f"{PAGE}eject/")

    choices = client.get(PAGE).context["choices"]
    page = text(client)
    assert choices.fit[0].name == "B"
    assert choices.fit[0].is_expected
    assert 'aria-label="Insert B"' in page
    assert "expected tonight" in page


def test_what_lies_on_the_shelf_is_told_apart(client: Client, last_night: Run, shelf: Shelf) -> None:
    shelf.add("Foreign", 1_000_000)
    with open(f"{shelf.content('Foreign')}/holiday.jpg", "wb") as file:
        file.write(b"x")
    shelf.protect("B", on=True)

    unfit = {choice.name: choice.reason for choice in client.get(PAGE).context["choices"].unfit}

    assert unfit == {
        "B": "Write-protected.",
        "New": "Blank, and without a label yet.",
        "Foreign": "Holds data that is not ours.",
    }


def test_a_blank_medium_will_do_where_the_pool_labels_it(client: Client, site: Site, last_night: Run) -> None:
    Pool.objects.update(label_blank=True)

    fit = {choice.name: choice.reason for choice in client.get(PAGE).context["choices"].fit}

    assert fit["New"] == "Blank: the night gives it its label."


def test_the_newest_backup_is_offered_last(client: Client, site: Site) -> None:
    shelf = make_shelf(site, "A", "B", "C", blank=())
    for nights_ago, name in ((2, "B"), (1, "C"), (0, "A")):
        make_set(make_run(site, nights_ago=nights_ago), name)

    fit = client.get(PAGE).context["choices"].fit

    assert shelf.loaded() is None
    assert [choice.name for choice in fit] == ["B", "C", "A"]
    assert "better keep it" in fit[2].reason


def test_inserting_the_next_ends_the_swap(client: Client, last_night: Run, shelf: Shelf) -> None:
    client.post(f"{PAGE}eject/")

    page = client.post(f"{PAGE}insert/", {"name": "B"}, follow=True).content.decode()

    assert shelf.loaded() == "B"
    assert "B accepted for tonight" in page
    assert steps(client)["insert"] == steps(client)["ready"] == "done"


def test_a_medium_in_the_drive_is_not_overwritten_by_inserting(
    client: Client, last_night: Run, shelf: Shelf
) -> None:
    page = client.post(f"{PAGE}insert/", {"name": "B"}, follow=True).content.decode()

    assert "Nothing was changed" in page
    assert shelf.loaded() == "A"


def test_a_wrong_medium_is_refused_with_the_reason(
    client: Client, site: Site, last_night: Run, shelf: Shelf
) -> None:
    Medium.objects.filter(name="B").update(status=Medium.Status.DAMAGED)
    client.post(f"{PAGE}eject/")
    client.post(f"{PAGE}insert/", {"name": "B"})

    page = text(client)

    assert steps(client)["remove"] == "open"
    assert "damaged" in page
    assert "Eject B" in page


def test_a_night_that_failed_leaves_nothing_to_label(client: Client, site: Site, shelf: Shelf) -> None:
    make_run(site, Outcome.FAILED, reason="it rained")

    page = text(client)

    assert steps(client)["verify"] == "trouble"
    assert [steps(client)[step] for step in ("label", "store")] == ["spared", "spared"]
    assert "no new verified backup" in page


def test_a_backup_with_errors_gets_no_label(client: Client, site: Site, shelf: Shelf) -> None:
    make_set(make_run(site, Outcome.COMPLETED_WITH_ERRORS), "A")
    put_in(site, shelf, "A")

    assert "completed with errors" in text(client)
    assert 'class="label-text"' not in text(client)


def test_while_a_backup_runs_the_medium_stays_in(client: Client, site: Site, last_night: Run) -> None:
    make_running(site, now=MORNING)

    page = text(client)

    assert "Leave the medium in the drive" in page
    assert "Eject" not in page.split("</main>")[0].split('<ol class="swap-steps">')[1]
    assert steps(client)["insert"] == "later"


def test_the_only_medium_of_a_pool_stays_in_and_the_risk_is_said(client: Client, site: Site) -> None:
    shelf = make_shelf(site, "Only", blank=())
    make_set(make_run(site), "Only")
    put_in(site, shelf, "Only")

    page = text(client)

    assert steps(client)["remove"] == "spared"
    assert steps(client)["ready"] == "done"
    assert "one medium only" in page


def test_a_night_without_a_medium_is_made_up_for_by_one_click(
    client: Client, site: Site, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = make_run(site, Outcome.NO_MEDIUM)
    handed: list[object] = []
    monkeypatch.setattr("mmbackup.services.runs.request_backup.hand_over", lambda **told: handed.append(told))
    assert "can still be made up for" in text(client)

    put_in(site, shelf, "B")
    assert "make up for it now?" in text(client)
    answer = client.post(f"{PAGE}make-up/", {"run": str(night.pk)})

    made = Run.objects.get(makes_up_for=night)
    assert answer["Location"] == f"/backup/now/{made.pk}/"
    assert len(handed) == 1
    assert "make up for it now?" not in text(client)


@pytest.mark.parametrize("run", ["", "x", str(UUID(int=7))])
def test_a_night_that_is_not_known_cannot_be_made_up_for(client: Client, site: Site, run: str) -> None:
    assert client.post(f"{PAGE}make-up/", {"run": run}).status_code == 404


def test_looking_ahead_is_done_at_a_click_and_shown(client: Client, site: Site, shelf: Shelf) -> None:
    put_in(site, shelf, "B")

    page = client.post(f"{PAGE}look-ahead/", follow=True).content.decode()

    look = LookAhead.objects.get()
    assert look.medium_name == "B"
    assert "Looked ahead" in page


def test_the_page_notices_a_change_at_the_drive(client: Client, last_night: Run, shelf: Shelf) -> None:
    def mark() -> object:
        return json.loads(client.get(f"{PAGE}state.json").content)["mark"]

    before = mark()
    assert mark() == before
    assert f'data-mark="{before}"' in text(client)

    shelf.eject()

    assert mark() != before


def test_the_page_notices_one_good_medium_after_another(client: Client, site: Site) -> None:
    shelf = make_shelf(site, "A", "B", blank=())

    def mark_with(name: str) -> object:
        put_in(site, shelf, name)
        seen = json.loads(client.get(f"{PAGE}state.json").content)["mark"]
        shelf.eject()
        Medium.objects.update(place=Medium.Place.ON_SHELF)
        return seen

    assert mark_with("A") != mark_with("B")


def test_a_directory_drive_is_emptied_and_filled_by_hand(
    client: Client, site: Site, last_night: Run, shelf: Shelf
) -> None:
    """The emulated drive's content folder stands for a mounted medium."""
    site.drives.update(kind="directory", settings={"path": str(shelf.path), "must_be_mounted": False})

    page = text(client)

    assert 'action="/backup/swap/eject/"' not in page
    assert 'action="/backup/swap/insert/"' not in page


def test_without_a_drive_it_says_so(client: Client, site: Site) -> None:
    site.schedule.delete()
    site.drives.all().delete()

    assert "No drive is configured" in text(client)
    assert client.post(f"{PAGE}eject/").status_code == 302
