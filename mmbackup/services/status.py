"""The morning's sentence and what it rests on, as plain values: for machines, by the shell and by the API."""

from datetime import datetime
from typing import Any

from mmbackup.models import Alarm, Drive, Run, Site
from mmbackup.models.run import BACKUPS
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.morning import Morning


def status(*, site: Site | None, told: Morning) -> dict[str, Any]:
    return {
        "site": site.name if site else None,
        "level": told.level,
        "sentence": told.sentence,
        "next_step": told.next_step,
        "run": _run(told.run),
        "last_ended_run": _run(_last_ended(site)),
        "next_run_at": _moment(told.next_run_at),
        "alarms": [_alarm(alarm) for alarm in told.active_alarms],
        "drives": [_drive(drive) for drive in drives_of(site)],
    }


def drives_of(site: Site | None) -> list[Drive]:
    return list(site.drives.all()) if site else []


def _last_ended(site: Site | None) -> Run | None:
    """Of the backups: restores and drills say nothing of the night."""
    ended = Run.objects.filter(site=site, state=Run.State.ENDED, kind__in=BACKUPS)
    return ended.order_by("-ended_at", "-queued_at").first()


def _run(run: Run | None) -> dict[str, Any] | None:
    if run is None:
        return None
    return {
        "id": str(run.pk),
        "state": run.state,
        "trigger": run.trigger,
        "outcome": run.outcome or None,
        "verdict": run.verdict or None,
        "medium": run.medium_name or None,
        "started_at": _moment(run.started_at),
        "ended_at": _moment(run.ended_at),
    }


def _alarm(alarm: Alarm) -> dict[str, Any]:
    return {
        "name": alarm.name,
        "level": alarm.level,
        "detail": alarm.detail,
        "alarmed_at": _moment(alarm.alarmed_at),
        "acknowledged_at": _moment(alarm.acknowledged_at),
    }


def _drive(drive: Drive) -> dict[str, Any]:
    look = look_into_drive(drive=drive)
    return {
        "name": drive.name,
        "state": look.state,
        "medium": look.name or None,
        "pool": look.pool or None,
        "capacity": look.capacity,
        "free": look.free,
        "write_protected": look.write_protected,
        "problem": look.problem or None,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
