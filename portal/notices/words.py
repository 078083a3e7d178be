"""Channels, rules and deliveries as the pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mmbackup.models import Channel, Delivery, NoticeRule
from mmbackup.services.morning import Level
from mmbackup.services.notices.kinds import KINDS
from portal.looks import Look


@dataclass(frozen=True, slots=True)
class ChannelRow:
    channel: Channel
    title: str
    whereto: str
    look: Look
    rules: tuple[tuple[NoticeRule, str], ...]


def rows_of(channels: Iterable[Channel]) -> list[ChannelRow]:
    """Their rules come with them."""
    return [row_of(channel) for channel in channels]


def row_of(channel: Channel) -> ChannelRow:
    kind = KINDS[channel.kind]
    rules = tuple((rule, words_of(rule)) for rule in channel.rules.all())
    return ChannelRow(channel, kind.title, kind.whereto(channel.settings), look_of_channel(channel), rules)


def look_of_channel(channel: Channel) -> Look:
    if not channel.enabled:
        return Look(Level.UNKNOWN, "moon-none", _("Not in use"))
    if channel.failing_since:
        return Look(Level.BAD, "warning", _("Fails"))
    if channel.delivered_at:
        return Look(Level.GOOD, "check", _("Delivers"))
    return Look(Level.UNKNOWN, "moon-unknown", _("Never tried"))


def look_of_delivery(delivery: Delivery) -> Look:
    match delivery.state:
        case Delivery.State.DELIVERED:
            return Look(Level.GOOD, "check", _("Delivered"))
        case Delivery.State.GIVEN_UP:
            return Look(Level.BAD, "cross", _("Given up"))
    if delivery.tries:
        failed = ngettext("Failed %(count)s time", "Failed %(count)s times", delivery.tries)
        return Look(Level.WARNING, "warning", failed % {"count": delivery.tries})
    return Look(Level.RUNNING, "clock", _("Waits"))


def words_of(rule: NoticeRule) -> str:
    """Such as: MAJ, MIN, digest; Monday to Friday, 08:00-18:00."""
    parts = [", ".join(rule.levels) or _("everything")]
    if rule.codes:
        parts.append(_("only %(codes)s") % {"codes": ", ".join(rule.codes)})
    if rule.sites:
        parts.append(_("at %(sites)s") % {"sites": ", ".join(rule.sites)})
    if when := " ".join(part for part in (_days(rule.weekdays), _hours(rule)) if part):
        parts.append(when)
    return "; ".join(parts)


def _days(weekdays: list[int]) -> str:
    first, last = min(weekdays, default=0), max(weekdays, default=0)
    if len(weekdays) > 2 and sorted(weekdays) == list(range(first, last + 1)):
        return _("%(first)s to %(last)s") % {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}
    return ", ".join(str(WEEKDAYS[day]) for day in sorted(weekdays))


def _hours(rule: NoticeRule) -> str:
    if rule.hours != NoticeRule.Hours.WITHIN or rule.from_at is None or rule.until_at is None:
        return ""
    return f"{rule.from_at:%H:%M}-{rule.until_at:%H:%M}"
