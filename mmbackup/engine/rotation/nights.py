"""Whose night it is: the monthly pool's before the weekly's before the nightly's."""

import re
from dataclasses import dataclass
from datetime import date

from mmbackup.engine.rotation.facts import DrivePools, PoolRules

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = ("mon", "tues?", "wed", "thu(?:rs?)?", "fri", "sat", "sun")
_NAMED = tuple(
    re.compile(rf"(?<![a-z])(?:{day.lower()}|{short})(?![a-z])")
    for day, short in zip(WEEKDAYS, _SHORT, strict=True)
)


@dataclass(frozen=True, slots=True)
class Night:
    """pools are those whose media are taken, the one expected first; size_expected in bytes, if known."""

    on: date
    pools: tuple[PoolRules, ...]
    size_expected: int | None = None
    is_attended: bool = False

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.on.weekday()]

    @property
    def pool_for_blanks(self) -> PoolRules | None:
        """The pool that a blank medium is labelled for by itself, if one says so."""
        return next((rules for rules in self.pools if rules.label_blank), None)

    def rules_of(self, pool: str) -> PoolRules | None:
        """None when that pool's media are not taken on this night."""
        return next((rules for rules in self.pools if rules.name == pool), None)


def pools_of_night(pools: DrivePools, night: date) -> tuple[PoolRules, ...]:
    """A nightly medium is taken on every night: better than none."""
    taken = []
    if pools.monthly is not None and night.weekday() == pools.monthly.weekday and night.day <= len(WEEKDAYS):
        taken.append(pools.monthly)
    if pools.weekly is not None and night.weekday() == pools.weekly.weekday:
        taken.append(pools.weekly)
    return (*taken, pools.nightly)


def is_named_for(name: str, night: date) -> bool:
    """Whether a medium's name holds the night's weekday as a word: Mon, MON-2, Monday, Office Monday."""
    return _NAMED[night.weekday()].search(name.lower()) is not None
