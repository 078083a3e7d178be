"""A result as the page shows it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from mmbackup.services.diagnostics.all_checks import ALL_CHECKS
from mmbackup.services.diagnostics.finding import Finding, Result
from mmbackup.services.morning import Level
from portal.looks import Look

LOOKS: dict[str, Look] = {
    Level.GOOD: Look(Level.GOOD, "check", _("Good")),
    Level.WARNING: Look(Level.WARNING, "warning", _("Look at this")),
    Level.BAD: Look(Level.BAD, "warning", _("Action needed")),
    Level.UNKNOWN: Look(Level.UNKNOWN, "moon-unknown", _("Not known")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """place is its number in the list of all checks: the page keeps them in order, whichever came first."""

    result: Result
    look: Look
    place: int
    lines: tuple[tuple[Finding, Look], ...]

    @property
    def took(self) -> str:
        seconds = self.result.seconds
        return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"

    @property
    def hosts(self) -> str:
        found = {finding.host or self.result.host for finding in self.result.findings}
        return ", ".join(sorted(found))


def row_of(result: Result) -> Row:
    place = ALL_CHECKS.index(result.check) + 1
    lines = tuple((finding, LOOKS[finding.level]) for finding in result.findings)
    return Row(result, LOOKS[result.level], place, lines)
