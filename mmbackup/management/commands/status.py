"""`manage.py status`: the morning's sentence, for people and for machines."""

import json
import sys
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import CommandParser
from django.utils import timezone

from mmbackup.management.product_command import ProductCommand
from mmbackup.management.site_argument import add_site, site_or_none
from mmbackup.models import Site
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.morning import Level, Morning, morning
from mmbackup.services.status import drives_of, status

EXIT_STATUSES = {Level.GOOD: 0, Level.RUNNING: 0, Level.BAD: 1, Level.WARNING: 3, Level.UNKNOWN: 4}


class Command(ProductCommand):
    help = (
        "Tell how the last backup went and when the next one runs. "
        "Exit status: 0 good or running, 1 bad, 2 wrong usage, 3 look at it, 4 nothing is known yet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument("--json", action="store_true", help="everything, for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = site_or_none(options)
        told = morning(site=site, now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(status(site=site, told=told), indent=2))
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
        for drive in drives_of(site):
            look = look_into_drive(drive=drive)
            medium = f"{look.state}: {look.name}" if look.name else str(look.state)
            self.stdout.write(f"Drive:    {drive.name}: {medium}. {look.problem}".rstrip())
        if site is not None and told.next_run_at is not None:
            local = told.next_run_at.astimezone(ZoneInfo(site.time_zone))
            self.stdout.write(f"Next run: {local:%a %b %-d %H:%M %Y} ({site.time_zone})")
