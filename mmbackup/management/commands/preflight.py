"""`manage.py preflight`: looks ahead to the coming night, now."""

import json
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import CommandParser
from django.utils import timezone
from humanize import naturalsize

from mmbackup.engine.outcomes import Outcome
from mmbackup.management.acting_command import ActingCommand
from mmbackup.management.site_argument import add_site, site_or_none
from mmbackup.models import LookAhead, Site
from mmbackup.services.rotation.look_ahead import look_ahead, would_fail
from mmbackup.services.rotation.tonight import tonight

GOOD, WOULD_FAIL, USAGE, PARTIAL = 0, 1, 2, 3


class Command(ActingCommand):
    help = (
        "Look ahead to the coming night: drive, medium, pool, protection, and room against what is expected. "
        "Exit status: 0 it would go well, 1 it would fail, 2 wrong usage, 3 messages would be left out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument("--json", action="store_true", help="everything, for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = site_or_none(options)
        if site is None:
            self.stderr.write("No site is configured: python manage.py config import site.toml")
            sys.exit(USAGE)
        look = look_ahead(site=site, now=timezone.now(), by="manage.py preflight")
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(site, look), indent=2))
        else:
            self._tell(site, look)
        sys.exit(_status(look))

    def _tell(self, site: Site, look: LookAhead) -> None:
        self.stdout.write(look.sentence)
        if look.next_step:
            self.stdout.write(f"Do next:  {look.next_step}")
        if look.due_at:
            local = look.due_at.astimezone(ZoneInfo(site.time_zone))
            self.stdout.write(f"Night:    {local:%a %b %-d %H:%M %Y} ({site.time_zone})")
        if look.expected_medium:
            self.stdout.write(f"Expected: {look.expected_medium}")
        if look.size_expected is not None:
            self.stdout.write(f"Size:     about {naturalsize(look.size_expected)}")
        if look.first_partial_on:
            self.stdout.write(f"Partial:  to be expected from {look.first_partial_on:%a %b %-d %Y}")
        found = tonight(site=site, now=look.at)
        for risk in found.risks if found else ():
            self.stdout.write(f"Risk:     {risk}")


def _status(look: LookAhead) -> int:
    if would_fail(look):
        return WOULD_FAIL
    return PARTIAL if look.foretold == Outcome.PARTIAL else GOOD


def _as_json(site: Site, look: LookAhead) -> dict[str, Any]:
    found = tonight(site=site, now=look.at)
    return {
        "site": site.name,
        "looked_at": _moment(look.at),
        "due_at": _moment(look.due_at),
        "foretold": look.foretold or None,
        "sentence": look.sentence,
        "next_step": look.next_step or None,
        "medium": look.medium_name or None,
        "expected_medium": look.expected_medium or None,
        "expected": found.expected_words if found else None,
        "accepted": found.accepted if found else False,
        "others": [each.medium.name for each in found.candidates if each.accepted] if found else [],
        "size_expected": look.size_expected,
        "room": look.room,
        "first_partial_on": look.first_partial_on.isoformat() if look.first_partial_on else None,
        "risks": list(found.risks) if found else [],
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
