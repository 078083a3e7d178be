"""The System Evaluation Report's figures: all that an auditor asks of a period, and a digest of it.

Nothing in them depends on the moment they were asked for, but for what stands in the database by then: so the
same figures have the same digest, and a paper can be compared with the file.
"""

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from mmbackup.engine.catalogue import DataType
from mmbackup.models import Medium, Site
from mmbackup.services.reports.evaluation.alarms import AlarmStood, alarms_that_stood
from mmbackup.services.reports.evaluation.deeds import (
    DeedCount,
    MediumAct,
    RestoreMade,
    acts_at_media,
    deeds_counted,
    restores_made,
)
from mmbackup.services.reports.evaluation.keys import Encrypted, KeyTold, encrypted_now, keys_told
from mmbackup.services.reports.evaluation.persons import PersonTold, persons_told
from mmbackup.services.reports.evaluation.proof import (
    CheckMade,
    DrillMade,
    Trend,
    checks_made,
    drills_made,
    trend_of,
)
from mmbackup.services.reports.evaluation.rules import PoolTold, ScheduleTold, pools_told, schedule_told
from mmbackup.services.reports.evaluation.saved import ServerSaved, what_is_saved
from mmbackup.services.reports.evaluation.software import version_of_software
from mmbackup.services.reports.media_totals import PlaceTotal, PoolTotal, totals_by_place, totals_by_pool
from mmbackup.services.reports.nights import Counts, Night, counts_of, nights_of
from mmbackup.services.reports.period import Period
from mmbackup.services.reports.recovery import Reach, reach_of


@dataclass(frozen=True, slots=True)
class Evaluation:
    site: str
    time_zone: str
    software: str
    period: Period
    servers: tuple[ServerSaved, ...]
    schedule: ScheduleTold | None
    nights: tuple[Night, ...]
    counts: Counts
    reach: tuple[Reach, ...]
    checks: tuple[CheckMade, ...]
    drills: tuple[DrillMade, ...]
    trend: Trend | None
    alarms: tuple[AlarmStood, ...]
    pools: tuple[PoolTold, ...]
    media_by_pool: tuple[PoolTotal, ...]
    media_by_place: tuple[PlaceTotal, ...]
    keys: tuple[KeyTold, ...]
    encrypted: Encrypted
    deeds: tuple[DeedCount, ...]
    restores: tuple[RestoreMade, ...]
    acts: tuple[MediumAct, ...]
    persons: tuple[PersonTold, ...]


def evaluation_of(*, site: Site, period: Period, now: datetime) -> Evaluation:
    """now tells which nights have been due. A constant number of queries."""
    nights = nights_of(site=site, period=period, now=now)
    drills = drills_made(site=site, period=period)
    media = Medium.objects.filter(site=site)
    return Evaluation(
        site=site.name,
        time_zone=site.time_zone,
        software=version_of_software(),
        period=period,
        servers=what_is_saved(site=site),
        schedule=schedule_told(site=site),
        nights=nights,
        counts=counts_of(nights),
        reach=reach_of(site=site),
        checks=checks_made(site=site, period=period),
        drills=drills,
        trend=trend_of(drills),
        alarms=alarms_that_stood(site=site, period=period),
        pools=pools_told(site=site),
        media_by_pool=totals_by_pool(media),
        media_by_place=totals_by_place(media),
        keys=keys_told(site=site),
        encrypted=encrypted_now(site=site),
        deeds=deeds_counted(site=site, period=period),
        restores=restores_made(site=site, period=period),
        acts=acts_at_media(site=site, period=period),
        persons=persons_told(),
    )


def file_of(evaluation: Evaluation) -> bytes:
    """As a JSON file: the same figures give the same bytes. Moments are in UTC, sizes in bytes.

    A line a figure, and where there are many of a kind, one for each: to be read, and compared by diff.
    """
    told = {field.name: getattr(evaluation, field.name) for field in fields(evaluation)}
    text = ",\n".join(f"{_json(name)}: {_lines(told[name])}" for name in sorted(told))
    return f"{{{text}}}\n".encode("utf-8", "backslashreplace")


def digest_of(evaluation: Evaluation) -> str:
    """What sha256sum says of that file."""
    return sha256(file_of(evaluation)).hexdigest()


def _lines(value: Any) -> str:
    if not isinstance(value, tuple):
        return _json(value)
    each_alone = ",\n ".join(map(_json, value))
    return f"[\n {each_alone}]" if value else "[]"


def _json(value: Any) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> str | dict[str, Any]:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    match value:
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case DataType():
            return value.slug
        case _:
            raise TypeError(f"{type(value)} has no place in a report's file")
