"""`manage.py medium`: what a person at a shell sees and decides of media."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mmbackup.models import Custody, Medium, Place, Site
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.media.label_medium import label_medium
from tests.builders import NOW
from tests.services.media.builders import make_medium, make_set


def medium(*arguments: str) -> str:
    out = StringIO()
    call_command("medium", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def friday(harbour: Site) -> Medium:
    """In the drive."""
    label_medium(drive=harbour.drives.get(), name="Friday", now=NOW)
    return Medium.objects.get()


def test_the_inventory_is_listed_and_narrowed(harbour: Site, friday: Medium) -> None:
    make_medium(harbour, "Old", status=Medium.Status.RETIRED, place_name="Cabinet")

    assert "Friday  nightly  writable  in DVD-RAM 1" in medium("list")
    assert medium("list", "--status", "retired").splitlines() == [
        "Media: 1",
        "Old  nightly  retired   Cabinet",
    ]
    assert medium("list", "--find", "nobody") == "Media: 0\n"


def test_one_is_shown_with_what_would_be_lost(friday: Medium) -> None:
    make_set(friday)

    shown = medium("show", "Friday")

    assert str(friday.uuid) in shown
    assert "System of MSS1, Nov. 22, 2026: lies nowhere else and could no longer be restored." in shown


@pytest.mark.parametrize(("act", "status"), [("retire", "retired"), ("damaged", "damaged")])
def test_its_status_is_changed_with_the_reason(friday: Medium, act: str, status: str) -> None:
    assert f"Friday, pool nightly, {status}, in DVD-RAM 1" in medium(act, "Friday", "--reason", "coffee")
    assert "was so already" in medium(act, "Friday", "--reason", "coffee")
    assert "coffee" in medium("history", "Friday")
    assert Custody.objects.filter(act="status changed").get().by.endswith(" at a shell")

    medium("use", "Friday", "--reason", "wiped off")
    assert Medium.objects.get().status == "writable"


def test_without_a_reason_nothing_is_decided(friday: Medium) -> None:
    with pytest.raises(CommandError, match="--reason"):
        medium("lost", "Friday")


def test_it_is_brought_to_a_place_that_there_is(harbour: Site, friday: Medium) -> None:
    Place.objects.create(site=harbour, name="Fire safe", kind="in vault")

    assert medium("move", "Friday", "Fire safe") == "Friday is in Fire safe.\n"
    with pytest.raises(CommandError, match="known: Fire safe"):
        medium("move", "Friday", "Cellar")


@pytest.mark.parametrize("day", ["2030-01-31", "never"])
def test_its_date_is_edited(friday: Medium, day: str) -> None:
    assert medium("replace-by", "Friday", day) == f"Replace Friday by: {day}.\n"
    with pytest.raises(CommandError, match="no date"):
        medium("replace-by", "Friday", "soon")


def test_it_is_labelled_anew_only_by_its_name(harbour: Site, friday: Medium) -> None:
    drive = harbour.drives.get()
    with pytest.raises(CommandError, match="type Friday exactly"):
        medium("relabel", "Monday", "--confirm", "friday")
    assert look_into_drive(drive=drive).name == "Friday"

    said = medium("relabel", "Monday", "--confirm", "Friday")

    assert "All that lies on it is removed" in said
    assert look_into_drive(drive=drive).name == "Monday"


def test_two_of_one_name_are_told_apart_by_their_identities(harbour: Site, friday: Medium) -> None:
    other = make_medium(harbour, "Friday", status=Medium.Status.RETIRED)

    with pytest.raises(CommandError, match="Several media are named Friday") as told:
        medium("show", "Friday")
    assert str(other.uuid) in str(told.value)
    assert "retired" in medium("show", str(other.uuid))


def test_one_that_is_not_there(harbour: Site) -> None:
    with pytest.raises(CommandError, match="no medium named Nobody"):
        medium("history", "Nobody")
