"""Labels on media in a drive: sets go with consent alone, and none counts as a copy that is gone."""

from datetime import date, timedelta

import pytest

from mmbackup.engine.errors import BackupError, DriveBusy, MediumError
from mmbackup.engine.format.identity import read_identity
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.relabel import NoConsent
from mmbackup.models import BackupSet, Custody, Drive, DriveAct, Medium, Pool, Restore, Run, Site
from mmbackup.services.drives.drive_acts import ask_drive
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.drives.drive_look import DriveState
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.drives.shelf import eject_medium, insert_medium, shelf_of
from mmbackup.services.media.label_medium import label_medium, suggest_name
from mmbackup.services.media.medium_life import retire_medium
from mmbackup.services.media.relabel_medium import relabel_medium
from mmbackup.services.media.replace_by import set_replace_by, write_replace_by
from tests.builders import NOW
from tests.services.media.builders import make_medium, make_set

LATER = NOW + timedelta(hours=1)
SET = "20261122T020500Z-full-auto"


@pytest.fixture
def drive(harbour: Site) -> Drive:
    return harbour.drives.get()


@pytest.fixture
def friday(drive: Drive) -> Medium:
    """In the drive, with a set on it."""
    label_medium(drive=drive, name="Friday", by="ada", now=NOW)
    with_medium = open_drive(drive.spec).open()
    with_medium.make_folder(SET)
    with_medium.close()
    medium = Medium.objects.get()
    make_set(medium, name=SET)
    return medium


def anew(drive: Drive, name: str = "Monday", *, typed: str = "Friday", pool: str = "nightly") -> None:
    seen = look_into_drive(drive=drive).mark
    relabel_medium(drive=drive, name=name, pool=pool, typed=typed, seen=seen, by="bob", now=LATER)


def test_a_medium_goes_on_under_another_name(drive: Drive, friday: Medium) -> None:
    Medium.objects.update(status=Medium.Status.FULL)

    anew(drive)

    medium = Medium.objects.get()
    assert (medium.uuid, medium.name, medium.status) == (friday.uuid, "Monday", "writable")
    assert BackupSet.objects.get().removed_at == LATER
    line = Custody.objects.get(act="relabelled")
    assert (line.by, line.place) == ("bob", "DVD-RAM 1")
    assert line.detail == "It was Friday of the pool nightly before; what lay on it was removed"
    assert look_into_drive(drive=drive).name == "Monday"


def test_without_consent_all_stays_and_counts(drive: Drive, friday: Medium) -> None:
    with pytest.raises(NoConsent):
        anew(drive, typed="Fryday")

    assert BackupSet.objects.get().removed_at is None
    assert Medium.objects.get().name == "Friday"


def test_a_medium_that_refuses_keeps_its_sets_and_they_count(drive: Drive, friday: Medium) -> None:
    seen = look_into_drive(drive=drive).mark
    shelf_of(drive).protect("DVD-A", on=True)

    with pytest.raises(MediumError, match="write-protected"):
        relabel_medium(
            drive=drive, name="Monday", pool="nightly", typed="Friday", seen=seen, by="bob", now=LATER
        )

    assert BackupSet.objects.get().removed_at is None


def test_a_name_that_is_taken_is_refused_unless_its_medium_is_retired(drive: Drive, friday: Medium) -> None:
    other = make_medium(drive.site, "Monday")
    with pytest.raises(MediumError, match="a medium named Monday already"):
        anew(drive)

    retire_medium(medium=other, reason="worn", by="ada", now=NOW)
    anew(drive)

    assert look_into_drive(drive=drive).name == "Monday"


def test_a_medium_may_keep_its_own_name(drive: Drive, friday: Medium) -> None:
    anew(drive, "Friday")

    assert not look_into_drive(drive=drive).sets


def test_a_medium_taken_out_of_use_is_brought_back_first(drive: Drive, friday: Medium) -> None:
    retire_medium(medium=friday, reason="worn", by="ada", now=NOW)

    with pytest.raises(MediumError, match="bring it back to use first"):
        anew(drive)


def test_a_part_of_a_backup_under_way_is_not_erased(drive: Drive, friday: Medium) -> None:
    run = Run.objects.create(
        site=drive.site, drive=drive, trigger=Run.Trigger.HAND, kind=Run.Kind.ATTENDED, queued_at=NOW,
        state=Run.State.WAITING, waits_for="the next medium", waits_until=LATER,
    )  # fmt: skip
    BackupSet.objects.update(run=run)

    with pytest.raises(MediumError, match="under way"):
        anew(drive)

    assert look_into_drive(drive=drive).name == "Friday"


def test_a_medium_that_a_restore_still_needs_is_not_erased(drive: Drive, friday: Medium) -> None:
    run = Run.objects.create(
        site=drive.site, drive=drive, trigger=Run.Trigger.HAND, kind=Run.Kind.RESTORE, queued_at=NOW,
        state=Run.State.WAITING, waits_for="the medium Friday", waits_until=LATER,
    )  # fmt: skip
    restore = Restore.objects.create(run=run, folder="/srv/restored")
    restore.parts = [{"medium_uuid": str(friday.uuid), "done": False}]
    restore.save()

    with pytest.raises(MediumError, match="still needs Friday"):
        anew(drive)

    restore.parts[0]["done"] = True
    restore.save()
    anew(drive)


def test_nobody_labels_under_a_backup(drive: Drive, friday: Medium) -> None:
    with drive_lock(drive_id=drive.pk), pytest.raises(DriveBusy):
        anew(drive)


def test_a_pool_that_nobody_set_up_is_refused(drive: Drive, friday: Medium) -> None:
    with pytest.raises(MediumError, match="no pool named daily"):
        anew(drive, pool="daily")


def test_foreign_data_gives_way_to_a_new_medium(drive: Drive) -> None:
    opened = open_drive(drive.spec).open()
    opened.replace_small("letter.txt", b"dear")
    opened.close()
    look = look_into_drive(drive=drive)
    assert (look.state, look.word) == (DriveState.FOREIGN, "letter.txt")
    assert [(item.name, item.size) for item in look.content] == [("letter.txt", 4)]

    anew(drive, typed="letter.txt")

    assert Medium.objects.get().name == "Monday"
    assert [line.act for line in Custody.objects.all()] == ["labelled"]


def test_an_act_at_the_drive_answers_and_explains_itself(drive: Drive, friday: Medium) -> None:
    asked = {"name": "Monday", "pool": "nightly", "seen": str(friday.uuid)}
    verb = DriveAct.Verb.RELABEL

    refused = ask_drive(drive=drive, verb=verb, by="ada", now=NOW, arguments={**asked, "typed": "x"})
    done = ask_drive(drive=drive, verb=verb, by="ada", now=NOW, arguments={**asked, "typed": "Friday"})

    assert refused.problem == "To confirm, type Friday exactly."
    assert done.answer == "The medium in DVD-RAM 1 is now Monday, pool nightly, and empty."


def test_a_label_bears_the_pool_s_date(drive: Drive) -> None:
    Pool.objects.update(replace_after_months=6)

    label_medium(drive=drive, name="Friday", now=NOW)

    assert Medium.objects.get().replace_by == date(2027, 5, 22)
    assert identity_s_date(drive) == date(2027, 5, 22)


class TestReplaceBy:
    def test_an_edited_date_is_written_when_the_medium_is_in_the_drive(
        self, drive: Drive, friday: Medium
    ) -> None:
        changes = [set_replace_by(medium=friday, day=date(2030, 1, 31), by="ada", now=NOW) for _ in range(2)]
        assert changes == [True, False]
        assert Custody.objects.filter(act="edited").get().detail == "To be replaced by 2030-01-31"

        assert write_replace_by(drive=drive)
        assert identity_s_date(drive) == date(2030, 1, 31)
        assert not write_replace_by(drive=drive)

    def test_one_on_the_shelf_gets_it_when_it_is_put_in(self, drive: Drive, friday: Medium) -> None:
        eject_medium(drive=drive, now=NOW)
        set_replace_by(medium=friday, day=None, by="ada", now=NOW)

        insert_medium(drive=drive, name="DVD-A", now=LATER)

        friday.refresh_from_db()
        assert (friday.replace_by, friday.replace_by_unwritten) == (None, False)
        assert identity_s_date(drive) is None

    def test_a_look_before_it_is_written_does_not_take_it_back(self, drive: Drive, friday: Medium) -> None:
        shelf: Shelf = shelf_of(drive)
        shelf.protect("DVD-A", on=True)
        eject_medium(drive=drive, now=NOW)
        set_replace_by(medium=friday, day=date(2030, 1, 31), by="ada", now=NOW)

        insert_medium(drive=drive, name="DVD-A", now=LATER)

        friday.refresh_from_db()
        assert (friday.replace_by, friday.replace_by_unwritten) == (date(2030, 1, 31), True)

    def test_the_next_label_bears_it_too(self, drive: Drive, friday: Medium) -> None:
        set_replace_by(medium=friday, day=date(2030, 1, 31), by="ada", now=NOW)

        anew(drive)

        assert identity_s_date(drive) == date(2030, 1, 31)


def test_names_are_suggested_in_turn(harbour: Site) -> None:
    make_medium(harbour, "nightly A")
    make_medium(harbour, "nightly B", status=Medium.Status.RETIRED)
    Pool.objects.create(site=harbour, name="days", rotation=Pool.Rotation.WEEKDAY)
    make_medium(harbour, "Monday", pool="days")

    assert suggest_name(site=harbour, pool="nightly") == "nightly B"
    assert suggest_name(site=harbour, pool="days") == "Tuesday"


def test_a_medium_that_is_labelled_is_not_labelled_by_a_click(drive: Drive, friday: Medium) -> None:
    with pytest.raises(BackupError, match="labelled already"):
        label_medium(drive=drive, name="Monday", now=NOW)


def identity_s_date(drive: Drive) -> date | None:
    medium = open_drive(drive.spec).open()
    try:
        identity = read_identity(medium)
    finally:
        medium.close()
    assert identity is not None
    return identity.replace_by
