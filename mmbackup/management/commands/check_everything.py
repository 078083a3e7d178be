"""`manage.py check_everything`: looks at all that a night needs, and says what to do."""

import json
import sys
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from mmbackup.management.product_command import ProductCommand
from mmbackup.services.diagnostics.all_checks import ALL_CHECKS
from mmbackup.services.diagnostics.finding import Result
from mmbackup.services.diagnostics.run_checks import run_checks
from mmbackup.services.morning import Level
from mmbackup.services.site import all_sites

GOOD, BAD, USAGE = 0, 1, 2


class Command(ProductCommand):
    help = (
        "Check all that a night needs: drives, sources, programs, database, disks, clock, notices, keys. "
        "It changes nothing. Exit status: 0 nothing is bad, 1 something is, 2 wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="everything, for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        sites = all_sites()
        if not sites:
            self.stderr.write("No site is configured: python manage.py config import site.toml")
            sys.exit(USAGE)
        found = {
            site.name: list(run_checks(checks=ALL_CHECKS, site=site, now=timezone.now())) for site in sites
        }
        if options["json"]:
            results = {name: [_as_json(result) for result in of_site] for name, of_site in found.items()}
            self.stdout.write(json.dumps(results, indent=2))
        else:
            self._tell(found)
        is_bad = any(result.level is Level.BAD for of_site in found.values() for result in of_site)
        sys.exit(BAD if is_bad else GOOD)

    def _tell(self, found: dict[str, list[Result]]) -> None:
        order = [check.slug for check in ALL_CHECKS]
        for name, results in found.items():
            self.stdout.write(f"{name}, looked at from {results[0].host}")
            for result in sorted(results, key=lambda result: order.index(result.check.slug)):
                self._tell_result(result)

    def _tell_result(self, result: Result) -> None:
        title = result.check.title
        for finding in result.findings:
            self.stdout.write(f"{finding.level.upper():8} {title:17} {finding.sentence}")
            if finding.next_step and finding.level is not Level.GOOD:
                self.stdout.write(f"{'':26} Do next: {finding.next_step}")
            title = ""


def _as_json(result: Result) -> dict[str, Any]:
    return {
        "check": result.check.slug,
        "level": result.level,
        "seconds": round(result.seconds, 3),
        "host": result.host,
        "findings": [
            {
                "level": finding.level,
                "sentence": finding.sentence,
                "next_step": finding.next_step or None,
                "host": finding.host or result.host,
            }
            for finding in result.findings
        ],
    }
