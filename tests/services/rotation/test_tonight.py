"""The coming night: what it wants, what it takes, and the sentence that says so."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from mmbackup.engine.format.backup_set import write, write_verified
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.label import label
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, Drive, Medium, Pool, Run, Schedule, Site
from mmbackup.services.drives.drive_sight import see_drive
from mmbackup.services.rotation.tonight import Tonight, tonight
from tests.builders import MEGABYTE, NOW
from tests.services.rotation_builders import make_medium, make_night
from tests.services.sets_on_media import a_set_on_medium

pytestmark = pytest.mark.django_db


def shelf_of(site: Site) -> Shelf:
    return Shelf(str(site.drives.get().settings["path"]))


def put_in(site: Site, name: str, *, pool: str = "nightly") -> Medium:
    """A labelled medium of the shelf, as somebody inserts it."""
    shelf, drive = shelf_of(site), site.drives.get()
    shelf.eject()
    shelf.insert(name)
    medium = open_drive(drive.spec).open()
    if not medium.exists("MMBACKUP.json"):
        label(medium=medium, name=name, pool=pool, now=NOW)
    medium.close()
    see_drive(drive=drive, now=NOW)
    return Medium.objects.get(name=name)


def found(site: Site) -> Tonight:
    result = tonight(site=site, now=NOW)
    assert result is not None
    return result


def test_without_a_drive_there_is_no_night(harbour: Site) -> None:
    Schedule.objects.update(drive=None)
    Drive.objects.all().delete()

    assert tonight(site=harbour, now=NOW) is None


def test_a_blank_medium_is_accepted_where_the_pool_labels_them(harbour: Site) -> None:
    told = found(harbour)

    assert told.accepted
    assert told.in_drive is None
    assert told.sentence.startswith(
        "The blank medium DVD-A accepted for tonight, to be labelled for the pool nightly, room for 100.0 MB."
    )
    assert told.foretold is None


def test_and_refused_where_it_does_not(harbour: Site) -> None:
    Pool.objects.update(label_blank=False)

    told = found(harbour)

    assert (told.accepted, told.foretold) == (False, Outcome.WRONG_MEDIUM)
    assert told.sentence == "The medium is blank and has no label."


def test_a_medium_of_the_pool_is_accepted_and_its_room_told(harbour: Site) -> None:
    put_in(harbour, "DVD-B")
    make_night(harbour, make_medium(harbour, "X"), nights_ago=1, size=61 * MEGABYTE)
    put_in(harbour, "DVD-A")

    told = found(harbour)

    assert told.sentence == "DVD-A accepted for tonight, 61.0 MB expected, room for 100.0 MB."
    assert (told.accepted, told.foretold, told.size_expected) == (True, Outcome.FULL, 61 * MEGABYTE)
    assert told.in_drive is not None
    assert told.in_drive.is_expected
    assert [each.medium.name for each in told.candidates] == ["DVD-A", "DVD-B", "X"]


def test_another_than_the_expected_one_is_accepted_as_well(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    put_in(harbour, "DVD-B")
    make_night(harbour, make_medium(harbour, "X"), nights_ago=1)

    told = found(harbour)

    assert told.sentence.endswith("DVD-A was expected.")
    assert told.expected is not None
    assert told.expected.name == "DVD-A"
    assert told.accepted


def test_a_night_that_will_be_partial_says_so(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    make_night(harbour, make_medium(harbour, "X"), nights_ago=1, size=150 * MEGABYTE)

    told = found(harbour)

    assert told.sentence == (
        "DVD-A accepted for tonight, 150.0 MB expected, room for 100.0 MB. Messages will be cut."
    )
    assert told.foretold is Outcome.PARTIAL
    assert told.first_partial_on == date(2026, 11, 23)


def test_system_data_that_cannot_fit_fails_the_night(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    make_night(
        harbour, make_medium(harbour, "X"), nights_ago=1, size=150 * MEGABYTE, data_types=("system-data",)
    )

    told = found(harbour)

    assert (told.accepted, told.foretold) == (False, Outcome.FAILED)
    assert told.sentence.startswith(
        "System data alone takes about 150,000,000 bytes, and there is room for 99,9"
    )


def test_an_empty_drive_says_what_is_needed(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    shelf_of(harbour).eject()

    told = found(harbour)

    assert told.sentence == "Tonight needs DVD-A: no medium in drive DVD-RAM 1."
    assert (told.foretold, told.in_drive) == (Outcome.NO_MEDIUM, None)
    assert told.next_step.startswith("Insert a medium of the pool")


def test_a_protected_medium_is_refused_with_its_date_and_the_right_one_named(harbour: Site) -> None:
    Pool.objects.update(retention_nights=3)
    make_medium(harbour, "Next")
    medium = put_in(harbour, "DVD-A")
    run = make_night(harbour, None, nights_ago=0)
    write_on_medium(harbour, run)

    told = found(harbour)

    assert medium.name == "DVD-A"
    assert told.sentence == "Tonight needs Next: medium DVD-A is protected until Wednesday 2026-11-25."
    assert told.foretold is Outcome.WRONG_MEDIUM


def write_on_medium(site: Site, run: Run) -> None:
    """A verified set on the medium that is in the drive, as the engine leaves it."""
    medium = open_drive(site.drives.get().spec).open()
    backup_set = a_set_on_medium(run_id=str(run.pk), started_at=NOW)
    medium.make_folder(backup_set.name)
    write(medium, backup_set.name, backup_set)
    write_verified(medium, backup_set.name, at=NOW, by="test", verdict="well")
    medium.close()


def test_a_medium_out_of_use_is_refused(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    Medium.objects.update(status="retired")

    assert found(harbour).sentence == "Medium DVD-A is retired."


def test_a_write_protected_one_fails_the_night(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    shelf_of(harbour).protect("DVD-A", on=True)

    told = found(harbour)

    assert (told.accepted, told.foretold) == (False, Outcome.FAILED)
    assert told.sentence == "Medium DVD-A is write-protected."


def test_foreign_data_fails_it(harbour: Site) -> None:
    Path(shelf_of(harbour).content("DVD-A"), "thesis").touch()

    told = found(harbour)

    assert told.foretold is Outcome.WRONG_MEDIUM
    assert "data that is not ours: thesis" in told.sentence


def test_on_a_weekly_night_a_nightly_one_is_taken_and_that_is_a_risk_to_know(harbour: Site) -> None:
    Pool.objects.create(site=harbour, name="weekly", night=0)  # the coming night is a Monday's
    Drive.objects.update(weekly_pool="weekly")
    make_medium(harbour, "W", pool="weekly")
    put_in(harbour, "DVD-A")

    told = found(harbour)

    assert told.accepted
    assert (told.pool, told.pools) == ("weekly", ("weekly", "nightly"))
    assert told.expected is not None
    assert told.expected.name == "W"
    assert any("This is the night of the pool weekly" in risk for risk in told.risks)


def test_on_another_night_a_weekly_one_is_refused(harbour: Site) -> None:
    Pool.objects.create(site=harbour, name="weekly", night=3)
    Drive.objects.update(weekly_pool="weekly")
    make_medium(harbour, "N")
    put_in(harbour, "DVD-A", pool="weekly")

    assert found(harbour).sentence == (
        "Tonight needs N: medium DVD-A belongs to the pool weekly, and the night takes nightly."
    )


def test_the_risk_of_a_single_medium_is_told(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    write_on_medium(harbour, make_night(harbour, None, nights_ago=1))

    told = found(harbour)

    assert told.accepted
    assert told.risks[0].startswith(
        "DVD-A is the only medium of its pool and holds the only backup of System"
    )
    assert "(not verified here yet)" in told.risks[0], "the medium alone says that it is"
    assert "The pool nightly has one medium only, DVD-A" in told.risks[1]


def test_when_the_first_partial_is_to_be_expected_follows_from_the_growth(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    medium = make_medium(harbour, "X", free=200 * MEGABYTE)
    for night in range(8):
        make_night(harbour, medium, nights_ago=8 - night, size=(80 + night) * MEGABYTE)
    BackupSet.objects.all().delete()

    told = found(harbour)

    # 88 MB tonight a week after 80 MB, and a megabyte more each night; DVD-A takes a little less than 100 MB
    assert told.foretold is Outcome.FULL
    assert told.first_partial_on == date(2026, 11, 23) + timedelta(days=12)
