"""The medium that a night wants: the pool's whose night it is, in the pool's own order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from mmbackup.engine.rotation.admission import Judged
from mmbackup.engine.rotation.facts import KnownMedium, PoolRules, Rotation
from mmbackup.engine.rotation.nights import Night, is_named_for

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Expectation:
    """medium is None when no medium that is known may be written. words are a sentence for people."""

    medium: KnownMedium | None
    words: str


def expected(*, night: Night, judged: Sequence[Judged]) -> Expectation:
    passed_over: list[str] = []
    for rules in night.pools:
        of_pool = [each for each in judged if each.medium.pool == rules.name]
        medium, words = _of_pool(rules, night, of_pool)
        if medium is not None:
            return Expectation(medium, " ".join([*passed_over, words]))
        passed_over.append(words)
    return Expectation(None, " ".join(passed_over))


def in_turn(media: Iterable[KnownMedium]) -> list[KnownMedium]:
    """Never written first, then written longest ago, then by name."""
    return sorted(media, key=lambda medium: (_last_written(medium), medium.name))


def _of_pool(rules: PoolRules, night: Night, judged: Sequence[Judged]) -> tuple[KnownMedium | None, str]:
    ready = in_turn(each.medium for each in judged if each.refusal is None)
    if rules.rotation is Rotation.BY_WEEKDAY:
        named = [medium for medium in ready if is_named_for(medium.name, night.on)]
        if named:
            return named[0], f"{named[0].name} is the medium for {night.weekday}."
        missing = _why_not_the_weekday_s(rules, night, judged)
        return (ready[0], f"{missing} {_turn(ready[0], rules)}") if ready else (None, missing)
    if not ready:
        return None, _none_ready(rules, judged)
    return ready[0], _turn(ready[0], rules)


def _turn(medium: KnownMedium, rules: PoolRules) -> str:
    if _last_written(medium) == _LONG_AGO:
        return f"{medium.name} is next in the pool {rules.name}: it was never written."
    return f"{medium.name} is next in the pool {rules.name}: it was written longest ago."


def _why_not_the_weekday_s(rules: PoolRules, night: Night, judged: Sequence[Judged]) -> str:
    named = [each for each in judged if is_named_for(each.medium.name, night.on)]
    if not named:
        return f"The pool {rules.name} has no medium for {night.weekday}."
    refused = named[0].refusal
    return f"The medium for {night.weekday} cannot be taken: {refused}."


def _none_ready(rules: PoolRules, judged: Sequence[Judged]) -> str:
    if not judged:
        return f"No medium of the pool {rules.name} is known."
    return f"No medium of the pool {rules.name} may be written: {judged[0].refusal}."


def _last_written(medium: KnownMedium) -> datetime:
    written = [known.started_at for known in medium.sets]
    return max([*written, medium.last_written_at or _LONG_AGO])
