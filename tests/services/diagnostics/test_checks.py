"""Each check: what it says when all is well, and when it is not."""

from datetime import timedelta
from pathlib import Path

import pytest

from mmbackup.models import (
    BackupSet,
    Channel,
    Drive,
    EncryptionKey,
    Heartbeat,
    Log,
    Pool,
    Schedule,
    Site,
    Source,
)
from mmbackup.services.broker import BrokerUnreachable
from mmbackup.services.diagnostics.checks.clock import clock
from mmbackup.services.diagnostics.checks.database import database
from mmbackup.services.diagnostics.checks.disk import disk
from mmbackup.services.diagnostics.checks.drives import drives
from mmbackup.services.diagnostics.checks.keys import keys
from mmbackup.services.diagnostics.checks.notices import notices
from mmbackup.services.diagnostics.checks.programs import beat, watchdog, watcher
from mmbackup.services.diagnostics.checks.queue import broker, worker
from mmbackup.services.diagnostics.checks.records import records
from mmbackup.services.diagnostics.checks.sources import sources
from mmbackup.services.diagnostics.checks.tonight import coming_night
from mmbackup.services.diagnostics.finding import Finding, Look, worst_first
from mmbackup.services.morning import Level
from mmbackup.services.reserve import make_reserve
from mmbackup.services.schedule import apply_schedule
from tests.builders import NOW, queued_run
from tests.services.rotation.test_tonight import put_in, shelf_of
from tests.services.rotation_builders import make_medium, make_night

pytestmark = pytest.mark.django_db


def worst(look: Look, site: Site) -> Finding:
    return worst_first(look(site, NOW))[0]


def told(look: Look, site: Site) -> tuple[Level, str]:
    found = worst(look, site)
    assert found.next_step or found.level is Level.GOOD, "what is not well says what to do"
    return found.level, found.sentence


def test_a_drive_with_a_medium_of_ours_is_good(harbour: Site) -> None:
    put_in(harbour, "DVD-A")

    assert told(drives, harbour)[0] is Level.GOOD
    assert "DVD-A of the pool nightly, writable" in told(drives, harbour)[1]


def test_an_empty_or_protected_one_is_not(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    shelf_of(harbour).protect("DVD-A", on=True)
    assert told(drives, harbour) == (Level.BAD, "DVD-RAM 1: DVD-A is write-protected.")

    shelf_of(harbour).eject()
    assert told(drives, harbour) == (Level.WARNING, "DVD-RAM 1 is empty.")


def test_a_blank_one_is_as_good_as_its_pool_says(harbour: Site) -> None:
    assert told(drives, harbour)[0] is Level.GOOD

    Pool.objects.update(label_blank=False)
    assert told(drives, harbour)[0] is Level.WARNING


def test_without_a_drive_nothing_goes(harbour: Site) -> None:
    Schedule.objects.update(drive=None)
    Drive.objects.all().delete()

    assert told(drives, harbour) == (Level.BAD, "No drive is configured.")
    assert told(coming_night, harbour)[0] is Level.BAD


def test_the_coming_night_says_what_it_would_be(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    put_in(harbour, "DVD-B")
    assert told(coming_night, harbour)[0] is Level.GOOD

    shelf_of(harbour).eject()
    assert told(coming_night, harbour)[0] is Level.BAD


def test_sources_are_reached_or_named(harbour: Site) -> None:
    assert told(sources, harbour) == (Level.GOOD, "3 of 3 sources can be reached.")

    Source.objects.filter(item__slug="messages").update(settings={"roots": ["/nowhere/at/all"]})
    level, sentence = told(sources, harbour)
    assert level is Level.BAD
    assert sentence == "MSS1 / messages / messages: /nowhere/at/all: No such file or directory"


def test_a_command_is_one_that_there_is(harbour: Site) -> None:
    Source.objects.update(kind="command", settings={"argv": ["true"], "output": "x"})
    assert told(sources, harbour)[0] is Level.GOOD

    Source.objects.update(settings={"argv": ["no-such-program"], "output": "x"})
    assert "there is no program no-such-program" in told(sources, harbour)[1]


def test_without_a_broker_it_is_said_and_the_worker_is_not_known(harbour: Site) -> None:
    assert told(broker, harbour) == (Level.BAD, "The broker does not answer.")
    assert told(worker, harbour)[0] is Level.UNKNOWN
    assert worst(broker, harbour).next_step == BrokerUnreachable.next_step


@pytest.mark.parametrize(("look", "name"), [(beat, "beat"), (watchdog, "watchdog"), (watcher, "drives")])
def test_a_program_was_heard_of_lately_or_is_missed(harbour: Site, look: Look, name: str) -> None:
    apply_schedule(schedule=harbour.schedule, now=NOW)
    assert told(look, harbour)[0] is Level.UNKNOWN

    Heartbeat.objects.create(name=name, host="cellar", at=NOW - timedelta(minutes=1))
    assert told(look, harbour)[0] is Level.GOOD

    Heartbeat.objects.update(at=NOW - timedelta(minutes=10))
    assert told(look, harbour)[0] is Level.BAD
    assert worst(look, harbour).host == "cellar"
    assert "Sun Nov 22 2026, 02:55" in told(look, harbour)[1], "in the site's zone"


def test_beat_is_to_do_what_the_schedule_says(harbour: Site) -> None:
    Heartbeat.objects.create(name="beat", host="cellar", at=NOW)
    apply_schedule(schedule=harbour.schedule, now=NOW)
    assert told(beat, harbour)[0] is Level.GOOD

    Schedule.objects.update(at="04:44")
    assert told(beat, harbour) == (Level.BAD, "What beat is to do is not what the schedule says.")

    Schedule.objects.update(enabled=False)
    assert told(beat, harbour) == (Level.WARNING, "No night is scheduled.")


def test_the_database_is_of_this_release(harbour: Site) -> None:
    assert told(database, harbour)[0] is Level.GOOD


def test_a_disk_without_its_reserve_is_full(harbour: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    make_reserve()
    assert told(disk, harbour)[0] is Level.GOOD

    monkeypatch.setattr("mmbackup.services.diagnostics.checks.disk.LEAST", 10**18)
    monkeypatch.setattr("mmbackup.services.diagnostics.checks.disk.LOW", 1.1)
    assert told(disk, harbour)[0] is Level.WARNING


def test_a_run_in_the_future_tells_of_a_wrong_clock(harbour: Site) -> None:
    assert "Sun Nov 22 2026, 03:05:00 in Europe/Berlin" in next(iter(clock(harbour, NOW))).sentence
    assert Level.BAD not in [each.level for each in clock(harbour, NOW)]

    queued_run(harbour, at=NOW + timedelta(days=400))
    assert told(clock, harbour)[0] is Level.BAD


def test_channels_that_fail_are_named(harbour: Site) -> None:
    assert told(notices, harbour)[0] is Level.WARNING

    Channel.objects.create(name="office", kind="mail", delivered_at=NOW)
    assert told(notices, harbour)[0] is Level.GOOD

    Channel.objects.update(failing_since=NOW, last_error="refused")
    assert told(notices, harbour) == (Level.BAD, "office (mail) fails since Sun Nov 22 2026, 03:05: refused")


def test_a_pool_all_of_whose_keys_are_retired_is_bad(harbour: Site) -> None:
    assert told(keys, harbour)[0] is Level.GOOD

    key = EncryptionKey.objects.create(
        site=harbour,
        name="safe",
        public="age1x",
        origin="made here",
        made_at=NOW,
        made_by="ada",
        confirmed_at=NOW,
    )
    Pool.objects.get().keys.add(key)
    assert told(keys, harbour)[0] is Level.WARNING

    EncryptionKey.objects.update(retired_at=NOW)
    assert told(keys, harbour)[0] is Level.BAD


def test_records_that_are_gone_are_counted(harbour: Site, own_data_folder: Path) -> None:
    run = make_night(harbour, make_medium(harbour, "A"), nights_ago=1)
    assert told(records, harbour)[0] is Level.GOOD

    Log.objects.create(run=run, path="gone.log", written_at=NOW)
    BackupSet.objects.update(indexed_at=NOW)
    sentences = {each.sentence for each in records(harbour, NOW)}
    assert sentences == {
        "1 of 1 logs are gone from the server's disk.",
        "1 of 1 indexes are gone from the server's disk.",
    }
