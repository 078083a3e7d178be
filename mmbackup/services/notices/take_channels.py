"""Channels as a configuration file names them: those are there afterwards, as it says, and no others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mmbackup.models import Channel, NoticeRule
from mmbackup.services.history.remember_change import differences, remember_change
from mmbackup.services.notices.channel_health import judge_channels
from mmbackup.services.notices.channel_rules import RuleFacts, rule_row, told_of_rule
from mmbackup.services.notices.channels import settle_channel, told_of
from mmbackup.services.notices.kinds import KINDS

REASON = "A configuration was imported"


@dataclass(frozen=True, slots=True)
class ChannelTaken:
    """Its secrets are empty, mostly: then they stay as they were."""

    name: str
    kind: str
    enabled: bool
    settings: dict[str, Any]
    rules: tuple[RuleFacts, ...]


def take_channels(*, wanted: Sequence[ChannelTaken], now: datetime) -> None:
    """In the caller's transaction. Each that keeps name and kind keeps what it was sent, and its secrets."""
    before = _all_told()
    Channel.objects.exclude(name__in=[one.name for one in wanted]).delete()
    for one in wanted:
        _take(one, now)
    after = _all_told()
    for name in {**before, **after}:
        _tell(name, before.get(name, {}), after.get(name, {}), now)
    judge_channels(reason=REASON, now=now)


def _take(one: ChannelTaken, now: datetime) -> None:
    Channel.objects.filter(name=one.name).exclude(kind=one.kind).delete()
    row = Channel.objects.filter(name=one.name).first() or Channel(name=one.name, kind=one.kind)
    settings = {**one.settings, **_kept(row, one)}
    is_same = (row.enabled, row.settings) == (one.enabled, settings)
    row.enabled, row.settings = one.enabled, settings
    row.save()
    if [RuleFacts.of(rule) for rule in row.rules.all()] != list(one.rules):
        row.rules.all().delete()
        rows = (rule_row(facts) for facts in one.rules)
        row.rules.bulk_create(
            NoticeRule(channel=row, position=position, **rule) for position, rule in enumerate(rows)
        )
    if not is_same:
        settle_channel(row, now)


def _kept(row: Channel, one: ChannelTaken) -> dict[str, Any]:
    """A secret goes to the host that it was given for, and to no other."""
    if row.settings.get("host") != one.settings.get("host"):
        return {}
    names = (name for name in KINDS[one.kind].secrets if not one.settings.get(name))
    return {name: row.settings[name] for name in names if row.settings.get(name)}


def _all_told() -> dict[str, dict[str, Any]]:
    return {
        channel.name: {
            **told_of(channel),
            "rules": [told_of_rule(RuleFacts.of(rule)) for rule in channel.rules.all()],
        }
        for channel in Channel.objects.prefetch_related("rules")
    }


def _tell(name: str, old: dict[str, Any], new: dict[str, Any], now: datetime) -> None:
    verb = "changed" if old and new else "added" if new else "removed"
    if fields := differences(old, new):
        remember_change(deed=f"channel {verb}", subject=f"channel {name}", now=now, fields=fields)
