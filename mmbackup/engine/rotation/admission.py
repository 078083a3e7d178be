"""May this medium be written on that night, and what on it must be left alone meanwhile?"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import (
    LastGoodCopy,
    MediumError,
    NoUsableKey,
    OtherPool,
    ProtectedMedium,
    UnusableMedium,
    WrongMedium,
)
from mmbackup.engine.rotation.facts import KnownMedium, KnownSet, PoolRules, What
from mmbackup.engine.rotation.library import Library
from mmbackup.engine.rotation.nights import WEEKDAYS, Night

_WORTH_A_PART = 2  # an attended part beside a last good copy gets at least one part in so many of the medium


@dataclass(frozen=True, slots=True)
class Judged:
    """kept are the names of the sets that must not go before the new one is verified.

    room is what the new set may take, in bytes; overwrites is what lies nowhere else and is not kept either,
    since its pool has no other medium. is_claimed: some of that, kept or not, is verified by the medium's own
    word alone.
    """

    medium: KnownMedium
    refusal: MediumError | None = None
    kept: frozenset[str] = frozenset()
    room: int = 0
    overwrites: tuple[What, ...] = ()
    is_claimed: bool = False


def judge(*, medium: KnownMedium, night: Night, library: Library) -> Judged:
    """The library's own account of the medium must be this one."""
    refusal = _refusal(medium, night)
    if refusal is not None:
        return Judged(medium, refusal)
    only_here = library.only_here(medium)
    is_claimed = any(known.is_claimed for known in only_here.values())
    if only_here and library.is_only_medium(medium, night.on):
        room = medium.room_beside(frozenset())
        return Judged(medium, room=room, overwrites=_in_order(only_here), is_claimed=is_claimed)
    kept = frozenset(known.name for known in only_here.values())
    judged = Judged(medium, None, kept, medium.room_beside(kept), is_claimed=is_claimed)
    if kept and not _fits(judged.room, medium, night):
        return replace(judged, refusal=_last_good_copy(judged, _in_order(only_here), night))
    return judged


def admit(*, medium: KnownMedium, night: Night, library: Library) -> frozenset[str]:
    """The kept sets' names; or raise the MediumError that says why not."""
    judged = judge(medium=medium, night=night, library=library.with_medium(medium))
    if judged.refusal is not None:
        raise judged.refusal
    return judged.kept


def protected_until(medium: KnownMedium, rules: PoolRules) -> date | None:
    """The last night of its retention. A set that was never verified protects nothing."""
    nights = [known.night for known in medium.sets if known.is_worth_keeping]
    if not nights or not rules.retention_nights:
        return None
    return max(nights) + timedelta(days=rules.retention_nights)


def no_usable_key(pool: str) -> NoUsableKey:
    return NoUsableKey(f"backups of the pool {pool} are to be encrypted, and none of its keys may be used")


def _refusal(medium: KnownMedium, night: Night) -> MediumError | None:
    rules = night.rules_of(medium.pool)
    if rules is None:
        return OtherPool(_other_pool(medium, night))
    if rules.lacks_key:
        return no_usable_key(rules.name)
    return _refusal_in_its_pool(medium, night, rules)


def _refusal_in_its_pool(medium: KnownMedium, night: Night, rules: PoolRules) -> WrongMedium | None:
    if medium.trouble:
        return UnusableMedium(f"medium {medium.name} is {medium.trouble}")
    if not medium.may_be_written(night.on):
        return WrongMedium(f"medium {medium.name} was to be replaced by {medium.replace_by}")
    if any(known.is_open for known in medium.sets):
        return ProtectedMedium(f"medium {medium.name} holds a part of an attended backup that is under way")
    until = protected_until(medium, rules)
    if until is not None and night.on <= until:
        return ProtectedMedium(f"medium {medium.name} is protected until {_day(until)}")
    return None


def _other_pool(medium: KnownMedium, night: Night) -> str:
    taken = " or ".join(rules.name for rules in night.pools)
    return f"medium {medium.name} belongs to the pool {medium.pool}, and the night takes {taken}"


def _fits(room: int, medium: KnownMedium, night: Night) -> bool:
    """Where the size is not known, the backup may try: it leaves the kept sets alone in any case."""
    if night.is_attended:
        return room * _WORTH_A_PART >= medium.room_beside(frozenset())
    return night.size_expected is None or night.size_expected <= room


def _last_good_copy(judged: Judged, only_here: tuple[What, ...], night: Night) -> LastGoodCopy:
    what = only_backup_of(only_here, is_claimed=judged.is_claimed)
    needed = f"{night.size_expected:,} bytes are expected, and there" if night.size_expected else "There"
    return LastGoodCopy(
        f"medium {judged.medium.name} holds {what}. {needed} is room for {judged.room:,} beside it"
    )


def _in_order(only_here: dict[What, KnownSet]) -> tuple[What, ...]:
    order = list(DataType)
    return tuple(sorted(only_here, key=lambda what: (order.index(what[0]), what[1])))


def only_backup_of(whats: tuple[What, ...], *, is_claimed: bool) -> str:
    """What an import took from a medium is not called verified."""
    if is_claimed:
        return f"the only backup of {in_words(whats)} (not verified here yet)"
    return f"the only verified backup of {in_words(whats)}"


def in_words(whats: tuple[What, ...]) -> str:
    """Such as: System (MSS1, MAS1), Messages (MSS1)."""
    titles: dict[str, list[str]] = {}
    for data_type, server in whats:
        titles.setdefault(data_type.title, []).extend([server] if server else [])
    return ", ".join(f"{title} ({', '.join(names)})" if names else title for title, names in titles.items())


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.isoformat()}"
