"""How many media an attended backup is likely to need: what was found last, and how well it compressed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from mmbackup.models import Drive, Medium, Run, Site, Survey
from mmbackup.models.run import BACKUPS
from mmbackup.services.attended.request_attended import Choice, offered
from mmbackup.services.drives.look_into_drive import look_into_drive

RUNS_LOOKED_AT = 30
SPARE = 1.02  # manifest, log and the blocks of a file system


@dataclass(frozen=True, slots=True)
class Estimate:
    """Sizes in bytes. media is None where it is not known; missing names what nothing has told of."""

    size: int
    size_on_media: int
    room: int  # of one medium; 0 where it is not known
    media: int | None
    as_of: datetime | None  # of the oldest run or count that was asked
    missing: tuple[str, ...] = ()


Key = tuple[str, str]  # a server's name, a data type's slug
Told = tuple[datetime, list[dict[str, Any]]]  # when, and the tallies


def estimate(*, drive: Drive, choice: Choice) -> Estimate:
    runs = _past_runs(drive.site)
    wanted = list(_wanted(drive.site, choice))
    told = _newest(_listings(drive.site, runs), set(wanted))
    size = sum(told[key][0] for key in wanted if key in told)
    on_media = math.ceil(size * _ratio(runs) * SPARE)
    room = _room(drive)
    missing = tuple(_words(drive.site, key) for key in wanted if key not in told)
    media = max(1, math.ceil(on_media / room)) if room and not missing else None
    as_of = min((moment for _, moment in told.values()), default=None)
    return Estimate(size, on_media, room, media, as_of, missing)


def _past_runs(site: Site) -> list[Run]:
    ended = Run.objects.filter(site=site, kind__in=BACKUPS, state=Run.State.ENDED, started_at__isnull=False)
    return list(ended.exclude(tallies=[]).order_by("-started_at")[:RUNS_LOOKED_AT])


def _wanted(site: Site, choice: Choice) -> Iterator[Key]:
    for server, kinds in offered(site=site).items():
        if not choice.servers or server in choice.servers:
            for kind in kinds:
                if not choice.data_types or kind.slug in choice.data_types:
                    yield server, kind.slug


def _listings(site: Site, runs: list[Run]) -> list[Told]:
    """Of runs and of counts, the newest first."""
    counts = Survey.objects.filter(site=site, state=Survey.State.DONE)[:RUNS_LOOKED_AT]
    listed: list[Told] = [(run.started_at, run.tallies) for run in runs if run.started_at is not None]
    listed += [(count.asked_at, count.tallies) for count in counts]
    return sorted(listed, key=itemgetter(0), reverse=True)


def _newest(listings: list[Told], wanted: set[Key]) -> dict[Key, tuple[int, datetime]]:
    """What there was to save when it was last listed, and when that was."""
    found: dict[Key, tuple[int, datetime]] = {}
    for at, rows in listings:
        for row in rows:
            key = (row["server"], row["data_type"])
            if key in wanted:
                found.setdefault(key, (row["size"], at))
    return found


def _ratio(runs: list[Run]) -> float:
    """Bytes on a medium for each byte that was saved; 1 while no run has told."""
    for run in runs:
        saved = sum(row["saved_size"] for row in run.tallies)
        if run.size_on_medium and saved:
            return float(run.size_on_medium / saved)
    return 1.0


def _room(drive: Drive) -> int:
    """Of the medium in the drive, or the smallest of those of its pool: too many is better than too few."""
    look = look_into_drive(drive=drive)
    if look.capacity:
        return look.capacity
    known = Medium.objects.filter(site=drive.site, pool=drive.pool, capacity__gt=0)
    return known.order_by("capacity").values_list("capacity", flat=True).first() or 0


def _words(site: Site, key: Key) -> str:
    server, slug = key
    kinds = offered(site=site).get(server, ())
    title = next((kind.title for kind in kinds if kind.slug == slug), slug)
    return f"{title} on {server}"
