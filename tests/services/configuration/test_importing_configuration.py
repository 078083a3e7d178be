"""Importing replaces the whole configuration or nothing, and keeps what has happened."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from mmbackup.engine.errors import BackupError
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Drive, Event, Medium, Place, Pool, Run, Schedule, Server, Site, Source
from mmbackup.services.configuration import (
    ConfigurationFaulty,
    export_configuration,
    import_configuration,
)
from tests.services.configuration.site_files import WHOLE, with_every_key, with_shelf

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def past_run(drive: Drive) -> Run:
    return Run.objects.create(
        site=drive.site,
        drive=drive,
        drive_name=drive.name,
        trigger=Run.Trigger.HAND,
        state=Run.State.ENDED,
        outcome=Outcome.FULL,
        queued_at=NOW,
        started_at=NOW,
        ended_at=NOW,
    )


def test_everything_is_taken_in() -> None:
    site = import_configuration(text=WHOLE, now=NOW)

    assert (site.name, site.time_zone) == ("North office", "Europe/Berlin")
    assert site.schedule.at == time(3, 5)
    drive = Drive.objects.get(name="Disk 1", kind="directory")
    assert site.schedule.drive == drive
    assert drive.spec.label_blank
    assert list(Server.objects.values_list("name", "kind")) == [("MSS1", "MSS"), ("MAS1", "MAS")]
    source = Source.objects.get(name="recordings", item__slug="greetings")
    assert source.settings == {"roots": ["/srv/greetings", "/srv/more"], "exclude": ["*.tmp"]}


def test_beat_is_told_the_schedule() -> None:
    site = import_configuration(text=WHOLE.replace("03:05", "04:35"), now=NOW)

    schedule = Schedule.objects.get(site=site)
    assert schedule.periodic_task is not None
    assert str(schedule.periodic_task.crontab).startswith("35 4 * * *")


def test_the_administrators_log_tells_of_it() -> None:
    import_configuration(text=WHOLE, now=NOW)

    assert list(Event.objects.values_list("event_id", "at")) == [("BKRST005", NOW)]


def test_the_rotation_is_taken_in() -> None:
    site = import_configuration(text=with_every_key(WHOLE), now=NOW)

    nightly, monthly = Pool.objects.get(name="nightly"), Pool.objects.get(name="monthly")
    assert (nightly.rotation, nightly.retention_nights, nightly.label_blank) == ("by weekday", 3, True)
    assert (monthly.night, monthly.retention_nights, monthly.replace_after_months) == (5, 300, 60)
    assert Drive.objects.get().pool_names == ("nightly", "monthly")
    assert list(Place.objects.values_list("name", "kind")) == [
        ("Bank vault", "in vault"),
        ("Office cupboard", "on shelf"),
    ]
    schedule = Schedule.objects.get(site=site)
    assert schedule.look_ahead_at == time(14, 30)
    assert schedule.make_up_by_itself
    assert schedule.attended_wait_hours == 8


def test_a_pool_that_is_named_and_not_described_has_a_new_pool_s_rules() -> None:
    import_configuration(text=WHOLE.replace("label_blank = true\n", 'weekly_pool = "weekly"\n'), now=NOW)

    weekly = Pool.objects.get(name="weekly")
    assert (weekly.rotation, weekly.retention_nights, weekly.label_blank) == ("alternate", 0, False)


def test_a_drive_s_word_on_blank_media_is_its_pool_s() -> None:
    import_configuration(text=WHOLE, now=NOW)

    assert Pool.objects.get().label_blank


def test_pools_and_places_that_the_file_leaves_out_are_gone() -> None:
    import_configuration(text=with_every_key(WHOLE), now=NOW)

    import_configuration(text=WHOLE, now=NOW)

    assert [pool.name for pool in Pool.objects.all()] == ["nightly"]
    assert not Place.objects.exists()


def test_what_comes_out_goes_in_unchanged() -> None:
    exported = export_configuration(site=import_configuration(text=WHOLE, now=NOW))

    again = export_configuration(site=import_configuration(text=exported, now=NOW))

    assert again == exported


def test_no_line_is_lost_or_added(tmp_path: Path) -> None:
    text = with_every_key(with_shelf(str(tmp_path), '{name = "A", capacity = "60 MB"}'))

    exported = export_configuration(site=import_configuration(text=text, now=NOW))

    of_site = exported.partition("\n[settings]")[0]
    lines = [line for line in of_site.splitlines() if not line.startswith("#")]
    assert sorted(filter(None, lines)) == sorted(filter(None, text.splitlines()))


def test_a_bad_file_changes_nothing() -> None:
    before = export_configuration(site=import_configuration(text=WHOLE, now=NOW))

    with pytest.raises(ConfigurationFaulty):
        import_configuration(text=WHOLE.replace("North office", "South").replace('"MAS"', '"MASS"'), now=NOW)

    assert export_configuration(site=Site.objects.get()) == before
    assert Event.objects.count() == 1


def test_a_shelf_that_cannot_be_made_changes_nothing(tmp_path: Path) -> None:
    import_configuration(text=WHOLE, now=NOW)
    (tmp_path / "file").touch()
    text = with_shelf(f"{tmp_path}/file", '{name = "A", capacity = "60 MB"}')

    with pytest.raises((BackupError, OSError)):
        import_configuration(text=text.replace("North office", "South"), now=NOW)

    assert Site.objects.get().name == "North office"
    assert Drive.objects.get().kind == "directory"


def test_a_drive_keeps_its_runs_as_long_as_it_keeps_its_name() -> None:
    drive = import_configuration(text=WHOLE, now=NOW).schedule.drive
    assert drive is not None
    run = past_run(drive)

    import_configuration(text=WHOLE.replace("/media/backup", "/media/other"), now=NOW)

    run.refresh_from_db()
    assert run.drive is not None
    assert run.drive.settings["path"] == "/media/other"


def test_history_outlives_the_drive_and_the_servers_it_speaks_of() -> None:
    site = import_configuration(text=WHOLE, now=NOW)
    drive = Drive.objects.get()
    run = past_run(drive)
    medium = Medium.objects.create(
        site=site, uuid=run.pk, name="A", pool="nightly", last_drive=drive, last_seen_at=NOW
    )

    import_configuration(text=WHOLE.replace("Disk 1", "Disk 2").replace("MSS1", "MSS2"), now=NOW)

    run.refresh_from_db()
    medium.refresh_from_db()
    assert (run.drive, run.drive_name, medium.last_drive) == (None, "Disk 1", None)
    assert list(Drive.objects.values_list("name", flat=True)) == ["Disk 2"]


def test_a_drive_at_work_is_not_removed() -> None:
    import_configuration(text=WHOLE, now=NOW)
    Run.objects.create(
        site=Site.objects.get(),
        drive=Drive.objects.get(),
        trigger=Run.Trigger.HAND,
        state=Run.State.RUNNING,
        queued_at=NOW,
        started_at=NOW,
    )

    with pytest.raises(ConfigurationFaulty, match="a backup runs on 'Disk 1'"):
        import_configuration(text=WHOLE.replace("Disk 1", "Disk 2"), now=NOW)

    assert Drive.objects.get().name == "Disk 1"


def test_nights_before_a_new_time_are_not_missed() -> None:
    import_configuration(text=WHOLE, now=NOW)
    later = NOW + timedelta(days=3)

    import_configuration(text=WHOLE.replace("03:05", "04:05"), now=later)

    assert Schedule.objects.get().since == later


def test_media_that_are_missing_are_made_on_the_shelf_and_others_left_alone(tmp_path: Path) -> None:
    Shelf(str(tmp_path)).add("A", 5000)
    media = '{name = "A", capacity = "4.7 GB"}, {name = "B", capacity = "60 MB"}'

    import_configuration(text=with_shelf(str(tmp_path), media), now=NOW)

    assert [(medium.name, medium.capacity) for medium in Shelf(str(tmp_path)).media()] == [
        ("A", 5000),
        ("B", 60_000_000),
    ]
