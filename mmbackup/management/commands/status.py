"""`manage.py status`: the morning's sentence, for people and for machines."""

import json
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from mmbackup.models import Alarm, Drive, Run, Site
from mmbackup.models.run import BACKUPS
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.morning import Level, Morning, morning
from mmbackup.services.site import the_site

EXIT_STATUSES = {Level.GOOD: 0, Level.RUNNING: 0, Level.BAD: 1, Level.WARNING: 3, Level.UNKNOWN: 4}


class Command(BaseCommand):
    help = (
        "Tell how the last backup went and when the next one runs. "
        "Exit status: 0 good or running, 1 bad, 2 wrong usage, 3 look at it, 4 nothing is known yet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="everything, for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = the_site()
        told = morning(site=site, now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(site, told), indent=2))
        else:
            self._tell(site, told)
        sys.exit(EXIT_STATUSES[told.level])

    def _tell(self, site: Site | None, told: Morning) -> None:
        self.stdout.write(told.sentence)
        if told.run is not None and told.run.verdict:
            self.stdout.write(f"Verdict:  {told.run.verdict}")
        if told.next_step:
            self.stdout.write(f"Do next:  {told.next_step}")
        for alarm in told.active_alarms:
            seen = "acknowledged" if alarm.acknowledged_at else "not acknowledged"
            self.stdout.write(f"Alarm:    {alarm.name} {alarm.level} ({seen}): {alarm.detail}")
        for drive in _drives(site):
            look = look_into_drive(drive=drive)
            medium = f"{look.state}: {look.name}" if look.name else str(look.state)
            self.stdout.write(f"Drive:    {drive.name}: {medium}. {look.problem}".rstrip())
        if site is not None and told.next_run_at is not None:
            local = told.next_run_at.astimezone(ZoneInfo(site.time_zone))
            self.stdout.write(f"Next run: {local:%a %b %-d %H:%M %Y} ({site.time_zone})")


def _as_json(site: Site | None, told: Morning) -> dict[str, Any]:
    return {
        "site": site.name if site else None,
        "level": told.level,
        "sentence": told.sentence,
        "next_step": told.next_step,
        "run": _run(told.run),
        "last_ended_run": _run(_last_ended(site)),
        "next_run_at": _moment(told.next_run_at),
        "alarms": [_alarm(alarm) for alarm in told.active_alarms],
        "drives": [_drive(drive) for drive in _drives(site)],
    }


def _drives(site: Site | None) -> list[Drive]:
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
