"""The first night whose backup is not expected to fit: by the growth so far, medium after medium in turn."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.rotation.expectation import in_turn
from mmbackup.engine.rotation.facts import DrivePools, KnownMedium, PoolRules, Rotation
from mmbackup.engine.rotation.nights import is_named_for, pools_of_night
from mmbackup.services.drives.in_drive import InDrive
from mmbackup.services.rotation.forecast import Forecast

FARTHEST = 730  # nights
Turns = dict[str, list[KnownMedium]]


def first_partial(
    *,
    pools: DrivePools,
    found: InDrive,
    ready: Iterable[KnownMedium],
    foreseen: Forecast,
    due_at: datetime,
    night: date,
) -> date | None:
    """None when none is to be expected within two years, or too little is known. ready: media to be taken."""
    if found.foretold is Outcome.PARTIAL:
        return night
    if foreseen.level is None or foreseen.growth_a_day <= 0:
        return None
    media = list(ready)
    if _all_will_fit(media, foreseen, due_at):
        return None
    turns: Turns = {}
    for medium in in_turn(media):
        turns.setdefault(medium.pool, []).append(medium)
    return _first(pools, turns, foreseen, due_at, night)


def _all_will_fit(media: Iterable[KnownMedium], foreseen: Forecast, due_at: datetime) -> bool:
    """The largest of these backups, which is the last, on any of them: then no night need be looked at."""
    largest = foreseen.size_at(due_at + timedelta(days=FARTHEST))
    return largest is not None and all(largest <= medium.room_beside(frozenset()) for medium in media)


def _first(pools: DrivePools, turns: Turns, foreseen: Forecast, due_at: datetime, night: date) -> date | None:
    for number in range(FARTHEST):
        later = timedelta(days=number)
        medium = _taken(pools_of_night(pools, night + later), turns, night + later)
        size = foreseen.size_at(due_at + later)
        if medium is not None and size is not None and size > medium.room_beside(frozenset()):
            return night + later
    return None


def _taken(taken: tuple[PoolRules, ...], turns: Turns, night: date) -> KnownMedium | None:
    """Goes to the end of its pool's turns."""
    for rules in taken:
        media = turns.get(rules.name, [])
        if not media:
            continue
        medium = _named(rules, media, night) or media[0]
        media.remove(medium)
        media.append(medium)
        return medium
    return None


def _named(rules: PoolRules, media: list[KnownMedium], night: date) -> KnownMedium | None:
    if rules.rotation is not Rotation.BY_WEEKDAY:
        return None
    return next((medium for medium in media if is_named_for(medium.name, night)), None)
