"""The next few nights: when each is due by the site's clock, and which medium it will probably want."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from mmbackup.engine.rotation.admission import judge
from mmbackup.engine.rotation.expectation import expected
from mmbackup.engine.rotation.library import Library
from mmbackup.engine.rotation.nights import Night, pools_of_night
from mmbackup.models import Drive, Schedule
from mmbackup.services.rotation.forecast import forecast
from mmbackup.services.rotation.library_around import library_around
from mmbackup.services.rotation.of_run import pools_of
from mmbackup.services.schedule import next_due

HOW_MANY = 5
MEDIA_IN_TURN = 40


@dataclass(frozen=True, slots=True)
class ComingNight:
    """oddity says what the clocks do to that night, empty for most. medium is empty where none is known."""

    on: date
    due_at: datetime
    oddity: str
    medium: str
    words: str


def coming_nights(*, schedule: Schedule, now: datetime) -> list[ComingNight]:
    """As it looks now, each night taking what is expected. None where nothing is scheduled."""
    if not schedule.enabled or schedule.drive is None:
        return []
    return list(_nights(schedule, schedule.drive, now))


def _nights(schedule: Schedule, drive: Drive, now: datetime) -> Iterator[ComingNight]:
    zone = ZoneInfo(schedule.site.time_zone)
    dues = list(islice(_dues(schedule, now), HOW_MANY))
    nights = _nights_of(drive, [(due.astimezone(zone).date(), due) for due in dues])
    first, *then = nights
    around = library_around(site=drive.site, night=first, named=[], most=MEDIA_IN_TURN, then=then)
    used: set[str] = set()
    for due, night in zip(dues, nights, strict=True):
        name, words = _wanted(around.library, night, used)
        oddity = clock_oddity(on=night.on, at=schedule.at, zone=zone)
        yield ComingNight(night.on, due, oddity, name, words)


def _dues(schedule: Schedule, now: datetime) -> Iterator[datetime]:
    while True:
        now = next_due(schedule=schedule, now=now)
        yield now


def _nights_of(drive: Drive, dues: Iterable[tuple[date, datetime]]) -> list[Night]:
    """As night_on tells each; what it rests on is read once."""
    pools, told = pools_of(drive=drive), list(dues)
    foreseen = forecast(site=drive.site, now=told[0][1])
    return [Night(on, pools_of_night(pools, on), foreseen.size_at(due)) for on, due in told]


def _wanted(library: Library, night: Night, used: set[str]) -> tuple[str, str]:
    """What an earlier night takes is in its turn again only when all others were."""
    media = [medium for medium in library.media if night.rules_of(medium.pool)]
    judged = [judge(medium=medium, night=night, library=library) for medium in media]
    fresh = [each for each in judged if each.medium.uuid not in used]
    expectation = expected(night=night, judged=fresh)
    if expectation.medium is None:
        used.clear()
        expectation = expected(night=night, judged=judged)
    if expectation.medium is None:
        return "", expectation.words
    used.add(str(expectation.medium.uuid))
    return expectation.medium.name, f"Pool {expectation.medium.pool}"


def clock_oddity(*, on: date, at: time, zone: ZoneInfo) -> str:
    """Of a time that the clocks jump over, or that comes twice."""
    first = datetime.combine(on, at, tzinfo=zone)
    later = first.replace(fold=1)
    if first.utcoffset() == later.utcoffset():
        return ""
    real = datetime.fromtimestamp(first.timestamp(), zone)
    if real.replace(tzinfo=None) != first.replace(tzinfo=None):
        return f"The clocks go forward: {at:%H:%M} does not exist. It starts at {real:%H:%M}."
    return f"The clocks go back: {at:%H:%M} comes twice. It starts at the first."
