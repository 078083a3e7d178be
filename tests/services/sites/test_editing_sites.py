"""Sites, their schedules and their drives as pages change them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from mmbackup.engine.media.emulated import Shelf
from mmbackup.models import Change, Drive, Medium, Pool, Run, Schedule, Server, Site
from mmbackup.services.change_schedule import change_schedule
from mmbackup.services.configuration import (
    ConfigurationFaulty,
    export_configuration,
    import_configuration,
)
from mmbackup.services.configuration.checking import TableFaulty
from mmbackup.services.configuration.edits import ChangedMeanwhile, StillUsed
from mmbackup.services.configuration.values import drive_values, schedule_values, site_values
from mmbackup.services.drives.edit_drive import add_drive, change_drive, remove_drive
from mmbackup.services.schedule import apply_schedule
from mmbackup.services.sites.edit_site import add_site, change_site
from mmbackup.services.sites.remove_site import remove_site
from tests.builders import NOW, running_run
from tests.portal.builders import make_run

pytestmark = pytest.mark.django_db
TRAY = {"name": "Tray", "kind": "directory", "pool": "nightly", "path": "/media/tray"}


def nightly_of(site: Site) -> PeriodicTask:
    return PeriodicTask.objects.get(task="mmbackup.tasks.nightly", args=json.dumps([site.pk]))


def clock_of(site: Site) -> CrontabSchedule:
    crontab = nightly_of(site).crontab
    assert crontab is not None
    return crontab


class TestSites:
    def test_a_new_one_is_known_to_beat_and_switched_off(self, harbour: Site) -> None:
        site = add_site(values={"name": "Bay", "time_zone": "Asia/Tokyo"}, now=NOW)

        assert not nightly_of(site).enabled
        assert str(clock_of(site).timezone) == "Asia/Tokyo"
        assert Change.objects.get().subject == "site Bay"

    @pytest.mark.parametrize(
        ("values", "key"),
        [
            ({"name": "Harbour Hospital", "time_zone": "UTC"}, "name"),
            ({"name": " blank", "time_zone": "UTC"}, "name"),
            ({"name": "A\nB", "time_zone": "UTC"}, "name"),
            ({"name": "Bay", "time_zone": "Europe/Atlantis"}, "time_zone"),
            ({"name": "Bay", "time_zone": "../../etc/passwd"}, "time_zone"),
        ],
        ids=["taken", "blank", "two lines", "no zone", "a path"],
    )
    def test_what_cannot_be_is_refused(self, harbour: Site, values: dict[str, Any], key: str) -> None:
        with pytest.raises(TableFaulty) as refused:
            add_site(values=values, now=NOW)
        assert key in dict(refused.value.faults)

        other = Site.objects.create(name="Other", time_zone="UTC")
        with pytest.raises(TableFaulty):
            change_site(site=other, shown=site_values(other), values=values, now=NOW)
        assert not Change.objects.exists()

    def test_another_clock_moves_its_nights(self, harbour: Site) -> None:
        shown = site_values(harbour)

        change_site(site=harbour, shown=shown, values={**shown, "time_zone": "America/New_York"}, now=NOW)

        assert str(clock_of(harbour).timezone) == "America/New_York"
        assert Schedule.objects.get().since == NOW  # nights by the old clock are not missed by the new one
        with pytest.raises(ChangedMeanwhile):
            change_site(site=harbour, shown=shown, values={**shown, "name": "Other"}, now=NOW)


class TestRemoving:
    @pytest.fixture
    def bay(self, harbour: Site) -> Site:
        site = add_site(values={"name": "Bay", "time_zone": "UTC"}, now=NOW)
        add_drive(site=site, values=TRAY, now=NOW)
        return site

    def test_one_that_keeps_nothing_goes_with_its_drives_and_nights(self, harbour: Site, bay: Site) -> None:
        number = bay.pk

        remove_site(site=bay, shown=site_values(bay), now=NOW)

        assert list(Site.objects.all()) == [harbour]
        assert not Drive.objects.filter(name="Tray").exists()
        assert not PeriodicTask.objects.filter(args=json.dumps([number])).exists()
        told = Change.objects.order_by("-id")[0]
        assert (told.deed, told.subject) == ("site removed", "site Bay")
        assert {"field": "name", "old": "Bay", "new": None} in told.fields

    def test_the_other_s_nights_stay(self, harbour: Site, bay: Site) -> None:
        apply_schedule(schedule=harbour.schedule, now=NOW)

        remove_site(site=bay, shown=site_values(bay), now=NOW)

        assert nightly_of(harbour).args == json.dumps([harbour.pk])

    @pytest.mark.parametrize(
        ("kept", "why"),
        [
            (lambda site: Server.objects.create(site=site, name="B", kind="MSS"), "Bay has 1 server"),
            (
                lambda site: Medium.objects.create(site=site, uuid=uuid4(), name="B", last_seen_at=NOW),
                "Bay has 1 medium",
            ),
            (make_run, "Bay has 1 run"),
        ],
        ids=["server", "medium", "run"],
    )
    def test_one_that_keeps_anything_stays_and_says_what(
        self, bay: Site, kept: Callable[[Site], object], why: str
    ) -> None:
        kept(bay)

        with pytest.raises(StillUsed, match=why):
            remove_site(site=bay, shown=site_values(bay), now=NOW)

        assert Site.objects.filter(pk=bay.pk).exists()
        assert Schedule.objects.filter(site=bay).exists()

    def test_the_only_one_stays(self) -> None:
        only = add_site(values={"name": "Bay", "time_zone": "UTC"}, now=NOW)

        with pytest.raises(StillUsed, match="Bay is the only site"):
            remove_site(site=only, shown=site_values(only), now=NOW)

    def test_what_was_changed_or_removed_meanwhile_is_told(self, bay: Site) -> None:
        shown = site_values(bay)

        with pytest.raises(ChangedMeanwhile, match="changed"):
            remove_site(site=bay, shown={**shown, "name": "Other"}, now=NOW)
        remove_site(site=bay, shown=shown, now=NOW)
        with pytest.raises(ChangedMeanwhile, match="removed"):
            remove_site(site=bay, shown=shown, now=NOW)


class TestSchedules:
    def test_a_change_is_told_to_beat_and_to_the_history(self, harbour: Site) -> None:
        shown = schedule_values(harbour.schedule)

        change_schedule(site=harbour, shown=shown, values={**shown, "at": "22:30"}, now=NOW)

        crontab = clock_of(harbour)
        assert (crontab.hour, crontab.minute) == ("22", "30")
        assert Change.objects.get().fields == [{"field": "at", "old": "03:05", "new": "22:30"}]

    @pytest.mark.parametrize(
        ("key", "wrong"),
        [
            ("at", "25:00"),
            ("at", "3:05"),
            ("catch_up_hours", 24),
            ("attended_wait_hours", 0),
            ("verify_after_days", -1),
            ("drill_weekday", "Caturday"),
            ("drive", "Nowhere"),
        ],
    )
    def test_what_a_file_could_not_say_is_refused(self, harbour: Site, key: str, wrong: object) -> None:
        shown = schedule_values(harbour.schedule)

        with pytest.raises(TableFaulty) as refused:
            change_schedule(site=harbour, shown=shown, values={**shown, key: wrong}, now=NOW)

        assert key in dict(refused.value.faults)
        harbour.schedule.refresh_from_db()
        assert schedule_values(harbour.schedule) == shown

    def test_the_second_of_two_who_change_it_at_once_is_told(self, harbour: Site) -> None:
        shown = schedule_values(harbour.schedule)
        change_schedule(site=harbour, shown=shown, values={**shown, "at": "22:30"}, now=NOW)

        with pytest.raises(ChangedMeanwhile):
            change_schedule(site=harbour, shown=shown, values={**shown, "at": "23:30"}, now=NOW)

        assert clock_of(harbour).hour == "22"


class TestDrives:
    def test_a_new_site_s_first_drive_takes_its_nights(self, harbour: Site) -> None:
        site = add_site(values={"name": "Bay", "time_zone": "UTC"}, now=NOW)

        drive = add_drive(site=site, values=TRAY, now=NOW)

        assert Schedule.objects.get(site=site).drive == drive
        assert Pool.objects.get(site=site).name == "nightly"

    @pytest.mark.parametrize(
        ("change", "key"),
        [
            ({"name": "DVD-RAM 1"}, "name"),
            ({"kind": "floppy"}, "kind"),
            ({"path": "media"}, "path"),
            ({"must_be_mount": "yes"}, "must_be_mount"),
            ({"weekly_pool": "nightly"}, "weekly_pool"),
            ({"path": "SHELF/"}, "path"),
            ({"media": [{"name": "A", "capacity": "1 GB"}]}, "media"),
        ],
        ids=["taken", "kind", "path", "mount", "pool", "same place", "media"],
    )
    def test_what_a_file_could_not_say_is_refused(
        self, harbour: Site, change: dict[str, Any], key: str
    ) -> None:
        shelf = harbour.drives.get().settings["path"]
        asked = {
            key: value.replace("SHELF", shelf) if key == "path" else value for key, value in change.items()
        }

        with pytest.raises(TableFaulty) as refused:
            add_drive(site=harbour, values={**TRAY, **asked}, now=NOW)

        assert key in dict(refused.value.faults)
        assert Drive.objects.count() == 1

    def test_two_sites_share_no_drive(self, harbour: Site) -> None:
        bay = add_site(values={"name": "Bay", "time_zone": "UTC"}, now=NOW)
        shelf = harbour.drives.get().settings["path"]

        with pytest.raises(TableFaulty, match="the drive 'DVD-RAM 1' of Harbour Hospital is already"):
            add_drive(site=bay, values={**TRAY, "path": shelf}, now=NOW)

        text = export_configuration(site=harbour).replace("Harbour Hospital", "Bay")
        with pytest.raises(ConfigurationFaulty, match=r"line \d+: drives\[1\].path"):
            import_configuration(text=text, now=NOW, site=bay)

    def test_what_was_seen_in_another_place_counts_no_more(self, harbour: Site) -> None:
        drive = add_drive(site=harbour, values=TRAY, now=NOW)
        Drive.objects.filter(pk=drive.pk).update(seen={"state": "loaded"}, seen_at=NOW)

        change_drive(drive=drive, shown=TRAY, values={**TRAY, "name": "Tray 2"}, now=NOW)
        drive.refresh_from_db()
        assert (drive.name, drive.seen) == ("Tray 2", {"state": "loaded"})

        change_drive(drive=drive, shown=drive_values(drive), values={**TRAY, "path": "/media/x"}, now=NOW)
        drive.refresh_from_db()
        assert (drive.seen, drive.seen_at) == ({}, None)

    def test_an_emulated_one_s_media_are_made(self, harbour: Site, tmp_path: Path) -> None:
        shelf = str(tmp_path / "new shelf")
        media = [{"name": "Disc 1", "capacity": "60 MB"}]
        values = {"name": "E", "kind": "emulated", "path": shelf, "media": media}

        add_drive(site=harbour, values=values, now=NOW)

        assert [medium.name for medium in Shelf(shelf).media()] == ["Disc 1"]

    def test_one_that_is_needed_stays(self, harbour: Site) -> None:
        scheduled = harbour.drives.get()

        with pytest.raises(StillUsed, match="nightly backup"):
            remove_drive(drive=scheduled, shown=drive_values(scheduled), now=NOW)

        running_run(harbour, data_folder="elsewhere")
        tray = add_drive(site=harbour, values=TRAY, now=NOW)
        Run.objects.update(drive=tray)
        with pytest.raises(StillUsed, match="under way"):
            remove_drive(drive=tray, shown=TRAY, now=NOW)
        with pytest.raises(StillUsed, match="under way"):
            change_drive(drive=tray, shown=TRAY, values={**TRAY, "path": "/x"}, now=NOW)

        assert Drive.objects.count() == 2

    def test_one_that_nobody_needs_goes(self, harbour: Site) -> None:
        tray = add_drive(site=harbour, values=TRAY, now=NOW)

        with pytest.raises(ChangedMeanwhile):
            remove_drive(drive=tray, shown={**TRAY, "path": "/x"}, now=NOW)
        remove_drive(drive=tray, shown=TRAY, now=NOW)

        assert [drive.name for drive in Drive.objects.all()] == ["DVD-RAM 1"]
