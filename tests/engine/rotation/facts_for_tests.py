"""Media and sets as the rotation knows them, told briefly."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.rotation.facts import KnownMedium, KnownSet, PoolRules, Rotation, What
from mmbackup.engine.rotation.library import Library
from mmbackup.engine.rotation.nights import Night

SUNDAY = date(2026, 11, 22)
SYSTEM: What = (DataType.SYSTEM, "MSS1")
MESSAGES: What = (DataType.MESSAGES, "MSS1")
ALL = frozenset([SYSTEM, MESSAGES])
NIGHTLY = PoolRules("nightly")
WEEKLY = PoolRules("weekly", weekday=6)
MONTHLY = PoolRules("monthly", weekday=6)
LOCKED = PoolRules("nightly", lacks_key=True)
BY_WEEKDAY = PoolRules("nightly", Rotation.BY_WEEKDAY)
_numbers = count(1)


def nights_later(nights: int) -> date:
    return SUNDAY + timedelta(days=nights)


def a_set(
    nights_ago: int = 1,
    *,
    holds: frozenset[What] = ALL,
    is_verified: bool = True,
    size: int = 100,
    uuid: str = "",
    part: int = 1,
    parts: int = 1,
    is_open: bool = False,
    is_claimed: bool = False,
) -> KnownSet:
    night = nights_later(-nights_ago)
    begun = datetime.combine(night, time(3, 5), UTC)
    uuid = uuid or f"set-{next(_numbers)}"
    name = f"{begun:%Y%m%dT%H%M%SZ}-{uuid}-{part}"
    return KnownSet(uuid, name, night, begun, size, holds, is_verified, part, parts, is_open, is_claimed)


def a_medium(
    name: str,
    *sets: KnownSet,
    pool: str = "nightly",
    free: int = 1000,
    trouble: str = "",
    replace_by: date | None = None,
) -> KnownMedium:
    return KnownMedium(f"uuid of {name}", name, pool, sets, free, trouble, replace_by)


def a_library(*media: KnownMedium) -> Library:
    return Library(media=media, wanted=ALL)


def the_night(
    *pools: PoolRules, on: date = SUNDAY, size: int | None = 500, is_attended: bool = False
) -> Night:
    return Night(on, pools or (NIGHTLY,), size, is_attended)
