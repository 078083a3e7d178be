"""What goes to a channel: its rules, added, changed and removed."""

from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction

from mmbackup.engine.errors import BackupError
from mmbackup.models import Channel, NoticeRule
from mmbackup.models.pool import WEEKDAYS
from mmbackup.services.history.remember_change import differences, remember_change
from mmbackup.services.notices.letter import ALARM_LEVELS, DIGEST, LEVELS, RESULT


class RuleRefused(BackupError):
    next_step = "Mend what is named, and save again."


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """Empty: all. Hours only where both ends are given."""

    levels: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    from_at: time | None = None
    until_at: time | None = None
    weekdays: tuple[int, ...] = ()

    @classmethod
    def of(cls, rule: NoticeRule) -> "RuleFacts":
        lists = (tuple(rule.levels), tuple(rule.codes), tuple(rule.sites))
        return cls(*lists, rule.from_at, rule.until_at, tuple(rule.weekdays))


USUAL = RuleFacts(levels=(*ALARM_LEVELS, RESULT, DIGEST))


def add_rule(*, channel: Channel, facts: RuleFacts, now: datetime) -> NoticeRule:
    with transaction.atomic():
        rule = NoticeRule.objects.create(
            channel=channel, position=channel.rules.count(), **rule_row(_checked(facts))
        )
        fields = differences({}, told_of_rule(facts))
        remember_change(deed="rule added", subject=f"channel {channel}", now=now, fields=fields)
    return rule


def change_rule(*, rule: NoticeRule, before: RuleFacts, after: RuleFacts, now: datetime) -> bool:
    """False when nothing is different. Raise RuleRefused when before is not how it is."""
    with transaction.atomic():
        row = NoticeRule.objects.select_for_update().filter(pk=rule.pk).first()
        if row is None or RuleFacts.of(row) != before:
            raise RuleRefused("somebody else changed the rule meanwhile")
        if before == after:
            return False
        NoticeRule.objects.filter(pk=rule.pk).update(**rule_row(_checked(after)))
        fields = differences(told_of_rule(before), told_of_rule(after))
        remember_change(deed="rule changed", subject=f"channel {rule.channel}", now=now, fields=fields)
    return True


def remove_rule(*, rule: NoticeRule, now: datetime) -> bool:
    with transaction.atomic():
        gone, _ = NoticeRule.objects.filter(pk=rule.pk).delete()
        if gone:
            fields = differences(told_of_rule(RuleFacts.of(rule)), {})
            remember_change(deed="rule removed", subject=f"channel {rule.channel}", now=now, fields=fields)
    return bool(gone)


def _checked(facts: RuleFacts) -> RuleFacts:
    if not set(facts.levels) <= set(LEVELS):
        raise RuleRefused(f"levels are {', '.join(LEVELS)}")
    if not set(facts.weekdays) <= set(range(len(WEEKDAYS))):
        raise RuleRefused("weekdays are 0, Monday, to 6, Sunday")
    if (facts.from_at is None) != (facts.until_at is None):
        raise RuleRefused("give both ends of the hours, or neither")
    return facts


def rule_row(facts: RuleFacts) -> dict[str, Any]:
    hours = NoticeRule.Hours.WITHIN if facts.from_at is not None else NoticeRule.Hours.ALWAYS
    lists = {name: list(getattr(facts, name)) for name in ("levels", "codes", "sites", "weekdays")}
    return {**lists, "hours": hours, "from_at": facts.from_at, "until_at": facts.until_at}


def told_of_rule(facts: RuleFacts) -> dict[str, Any]:
    """As people read it."""
    told = {
        name: ", ".join(map(str, value)) for name, value in asdict(facts).items() if isinstance(value, tuple)
    }
    hours = f"{facts.from_at:%H:%M}-{facts.until_at:%H:%M}" if facts.from_at and facts.until_at else ""
    return {**told, "weekdays": ", ".join(WEEKDAYS[day] for day in facts.weekdays), "hours": hours}
