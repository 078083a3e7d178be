"""Which channels a fact is told on, and when: rules by level, code, site, hours and weekdays."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mmbackup.engine.codes import CHANNEL_FAILING
from mmbackup.models import NoticeRule
from mmbackup.services.notices.fact import Fact

DAYS_AHEAD = 9  # a week, and the days on either side that a zone may add


def channels_for(*, fact: Fact, now: datetime) -> Mapping[int, datetime]:
    """By channel, when it is to be told: at once, or when the rule's hours begin. One query."""
    found: dict[int, datetime] = {}
    for rule in _rules_in_use(fact):
        if _speaks_of(rule, fact):
            at = next_moment(rule=rule, zone=_zone(fact), now=now)
            found[rule.channel_id] = min(at, found.get(rule.channel_id, at))
    return found


def next_moment(*, rule: NoticeRule, zone: ZoneInfo, now: datetime) -> datetime:
    """Now, inside the rule's hours and weekdays, else when they begin next."""
    if rule.hours == NoticeRule.Hours.ALWAYS and not rule.weekdays:
        return now
    today = now.astimezone(zone).date()
    for ahead in range(-1, DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        if rule.weekdays and day.weekday() not in rule.weekdays:
            continue
        begins, ends = _hours(rule, datetime.combine(day, time(), tzinfo=zone))
        if now < ends:
            return max(now, begins)
    return now  # a rule without any hour at all: told late is worse than told outside


def _hours(rule: NoticeRule, midnight: datetime) -> tuple[datetime, datetime]:
    """Those that end before they begin end on the day after. They belong to the day on which they begin."""
    day, zone = midnight.date(), midnight.tzinfo
    begins, ends = time(), time()
    if rule.hours == NoticeRule.Hours.WITHIN and rule.from_at is not None and rule.until_at is not None:
        begins, ends = rule.from_at, rule.until_at
    last = day if ends > begins else day + timedelta(days=1)
    first, end = datetime.combine(day, begins, tzinfo=zone), datetime.combine(last, ends, tzinfo=zone)
    return first.astimezone(UTC), end.astimezone(UTC)


def _rules_in_use(fact: Fact) -> Iterable[NoticeRule]:
    """That a channel fails is not told on those that fail."""
    rules = NoticeRule.objects.filter(channel__enabled=True).order_by("channel_id", "position", "id")
    if fact.code == CHANNEL_FAILING.name:
        return rules.filter(channel__failing_since__isnull=True)
    return rules


def _speaks_of(rule: NoticeRule, fact: Fact) -> bool:
    """Codes narrow down what has one."""
    is_of_code = not rule.codes or not fact.code or fact.code in rule.codes
    is_of_site = not rule.sites or fact.site is None or fact.site.name in rule.sites
    return (not rule.levels or fact.level in rule.levels) and is_of_code and is_of_site


def _zone(fact: Fact) -> ZoneInfo:
    return ZoneInfo(fact.site.time_zone if fact.site else "UTC")


def is_wanted(*, level: str) -> bool:
    """Whether any channel in use takes what has this level: what nobody takes need not be made up."""
    rules = NoticeRule.objects.filter(channel__enabled=True).values_list("levels", flat=True)
    return any(not levels or level in levels for levels in rules)
