"""What a check has found: how it stands, in a sentence, and what to do next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.models import Site
from mmbackup.services.morning import Level

_WORST_FIRST = (Level.BAD, Level.WARNING, Level.UNKNOWN, Level.GOOD)


@dataclass(frozen=True, slots=True)
class Finding:
    """host is where it was looked at, if that was not here."""

    level: Level
    sentence: str
    next_step: str = ""
    host: str = ""


Look = Callable[[Site, datetime], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """look gives one finding or more; about says what it looks at; seconds is how long it may take."""

    slug: str
    title: str
    about: str
    look: Look
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Result:
    """findings come the worst first."""

    check: Check
    findings: tuple[Finding, ...]
    seconds: float
    host: str

    @property
    def level(self) -> Level:
        return self.findings[0].level


def clock_time(moment: datetime, site: Site) -> str:
    return f"{moment.astimezone(ZoneInfo(site.time_zone)):%a %b %-d %Y, %H:%M}"


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: _WORST_FIRST.index(finding.level)))


def good(sentence: str, *, host: str = "") -> Finding:
    return Finding(Level.GOOD, sentence, host=host)


def warning(sentence: str, next_step: str, *, host: str = "") -> Finding:
    return Finding(Level.WARNING, sentence, next_step, host)


def bad(sentence: str, next_step: str, *, host: str = "") -> Finding:
    return Finding(Level.BAD, sentence, next_step, host)


def unknown(sentence: str, next_step: str, *, host: str = "") -> Finding:
    return Finding(Level.UNKNOWN, sentence, next_step, host)
