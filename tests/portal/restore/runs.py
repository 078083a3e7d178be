"""Restores as the portal meets them: running, waiting for a medium or a key, ended."""

from datetime import datetime, timedelta
from typing import Any

from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.models import BackupSet, Restore, Run, Site
from portal.restore.kept_picks import keep
from tests.portal.builders import make_log
from tests.portal.restore.backups import make_backup, make_medium

VERDICT = "RESTORE completed successfully | Data Types - System, Messages | 7 files from 2 media"


def make_restore(
    site: Site, *, now: datetime, done: int = 0, restore: dict[str, Any] | None = None, **fields: Any
) -> Run:
    """Queued, unless told otherwise; a part for each set that is known, of which so many are done."""
    drive = site.drives.get()
    values = {
        "site": site, "drive": drive, "drive_name": drive.name, "kind": Run.Kind.RESTORE,
        "trigger": Run.Trigger.HAND, "asked_by": "ada", "queued_at": now - timedelta(minutes=5),
    }  # fmt: skip
    run = Run.objects.create(**{**values, **fields})
    picks = [{"data_type": "messages", "server": "MSS1", "path": "MSS1/srv/mss1/messages/<1001>"}]
    about = {"folder": "/var/tmp/there", "picks": picks, "parts": parts_of(site, done), **(restore or {})}  # noqa: S108
    Restore.objects.create(run=run, **about)
    return run


def parts_of(site: Site, done: int) -> list[dict[str, Any]]:
    sets = BackupSet.objects.filter(medium__site=site).select_related("medium")
    return [
        {
            "number": number, "set": str(row.uuid), "set_name": row.name, "part": row.part,
            "medium_uuid": str(row.medium.uuid), "medium_name": row.medium.name, "files": 4_000,
            "size": 5_000_000, "done": number <= done, "encrypted": row.is_encrypted,
        }
        for number, row in enumerate(sets, 1)
    ]  # fmt: skip


def make_running(site: Site, *, now: datetime, **restore: Any) -> Run:
    return make_restore(
        site, now=now, done=1, state=Run.State.RUNNING, phase=Phase.RESTORE, heard_at=now,
        started_at=now - timedelta(minutes=1), medium_name="Anna", files=30, files_total=100, size=300,
        size_total=1000, seconds_by_phase={"pre-flight": 2.0}, restore=restore,
    )  # fmt: skip


def make_waiting(site: Site, *, now: datetime, refusal: str = "", **restore: Any) -> Run:
    return make_restore(
        site, now=now, done=1, state=Run.State.WAITING, started_at=now - timedelta(minutes=4), part=2,
        waits_for="Insert Berta into DVD-RAM 1. After it: Carla.", refusal=refusal,
        waits_until=now + timedelta(hours=23), media_names=["Anna"], restore=restore,
    )  # fmt: skip


def make_waiting_for_key(site: Site, *, now: datetime) -> Run:
    return make_waiting(site, now=now, needs_key=True, waits_for_key=True)


def make_ended(
    site: Site, *, now: datetime, outcome: Outcome = Outcome.FULL, words: str = VERDICT, **restore: Any
) -> Run:
    row = {
        "data_type": "messages",
        "server": "MSS1",
        "files": 7,
        "size": 9,
        "saved_files": 6,
        "saved_size": 8,
    }
    return make_restore(
        site, now=now, done=2, state=Run.State.ENDED, phase=Phase.ENDED, outcome=outcome, verdict=words,
        started_at=now - timedelta(minutes=4), ended_at=now, tallies=[row], restore=restore,
        errors=0 if outcome is Outcome.FULL else 2,
    )  # fmt: skip


def pages_of_restores(site: Site, *, now: datetime) -> list[str]:
    """Addresses of all their pages, with something on each: one restore waits for a key, one has ended."""
    make_backup(site, make_medium(site, "Dora", place="lost"), left_out=3, recipients=["age1x"], errors=2)
    make_backup(site, "Emma", nights_ago=1)
    picks = keep((Pick("messages", "MSS1"), Pick("", "MSS1", b"MSS1/srv/mss1/greetings")))
    waiting = make_waiting_for_key(site, now=now)
    ended = make_ended(site, now=now)
    make_log(ended)
    room, logs = "/backup/restore/", "/logs/backup-and-restore/"
    return [
        room, f"{room}choose/?picks={picks}", f"{room}search/?text=msg&picks={picks}",
        f"{room}browse/?folder=MSS1/srv/mss1&picks={picks}", f"{room}plan/?picks={picks}",
        f"{room}confirm/?picks={picks}&target=in+place&existing=replace", f"{room}{waiting.pk}/",
        f"{room}{waiting.pk}/key/", f"{room}{ended.pk}/",
        f"{logs}restore/{ended.pk}/", f"{logs}all/?kind=restore",
    ]  # fmt: skip
