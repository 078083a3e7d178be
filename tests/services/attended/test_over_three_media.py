"""An attended run over three media, through the services, with the real engine."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from mmbackup.engine.format.log_reader import LogReader
from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import Alarm, BackupSet, Event, Log, Medium, Run, Site
from mmbackup.services.attended import after_part
from mmbackup.services.attended.folder import folder_of
from mmbackup.services.runs.run_backup import run_backup
from mmbackup.services.waiting.after_part import remember_patiently
from tests.attended_site import change_medium, clock, go_on, queued_attended, shelf_of_site

pytestmark = pytest.mark.django_db(transaction=True)  # progress is told on a connection of its own


def test_a_full_medium_is_put_out_and_the_next_is_asked_for(site: Site, waiting: Run) -> None:
    assert waiting.part == 2
    assert waiting.media_names == ["M-1"]
    assert waiting.waits_for.startswith("Insert the next medium into DVD-RAM 1, for part 2.")
    assert "are still to be saved" in waiting.waits_for
    assert waiting.waits_until == clock() + timedelta(hours=24)
    assert shelf_of_site(site).loaded() is None
    assert Alarm.objects.get(resolved_at=None).name == "MT BACKUP 6"
    assert Event.objects.filter(event_id="BKRST008").exists()


def test_a_hand_quicker_than_the_ejection_keeps_its_medium_in(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remember_and_be_overtaken(record: Callable[[], object]) -> bool:
        was_recorded = remember_patiently(record)
        change_medium(site, "M-2")
        return was_recorded

    monkeypatch.setattr(after_part, "remember_patiently", remember_and_be_overtaken)
    run = run_backup(run_id=queued_attended(site).pk, clock=clock)

    assert run.state == Run.State.WAITING
    assert shelf_of_site(site).loaded() == "M-2"


def test_a_finished_part_is_remembered_at_once(waiting: Run) -> None:
    row = BackupSet.objects.get(run=waiting)

    assert (row.part, row.parts, row.medium.name) == (1, 0, "M-1")
    assert row.verified_at is not None
    assert row.medium.status == Medium.Status.FULL


def test_three_media_end_as_one_set(site: Site, waiting: Run) -> None:
    run = waiting
    for name in ("M-2", "M-3"):
        change_medium(site, name)
        run = go_on(run)

    assert run.outcome == Outcome.FULL, (run.state, run.verdict, run.refusal)
    assert run.verdict.startswith("FULL-ATTENDED BACKUP completed successfully | Data Types - System")
    assert "| 3 media - " in run.verdict
    rows = BackupSet.objects.order_by("part")
    assert [(row.part, row.parts, row.medium.name) for row in rows] == [
        (1, 3, "M-1"), (2, 3, "M-2"), (3, 3, "M-3"),
    ]  # fmt: skip
    assert len({row.uuid for row in rows}) == 1
    assert all(row.verified_at for row in rows)
    assert Medium.objects.get(name="M-3").place == Medium.Place.IN_DRIVE
    assert not Alarm.objects.filter(resolved_at=None).exists()
    assert not folder_of(run).exists()
    with LogReader(str(data_folder("logs") / Log.objects.get().path)) as reader:
        assert reader.page(reader.lines - 1, 1) == [run.verdict]
