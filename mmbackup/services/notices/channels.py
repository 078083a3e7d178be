"""Channels: added, changed, switched, removed. Each change stands in the Administration History.

Only administrators may: whatever address a channel names is asked from this server.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from mmbackup.engine.errors import BackupError
from mmbackup.models import Channel, Delivery
from mmbackup.services.history.remember_change import SECRET, FieldChange, differences, remember_change
from mmbackup.services.notices.channel_health import hurry, judge_channels
from mmbackup.services.notices.channel_rules import USUAL, add_rule
from mmbackup.services.notices.kinds import KINDS


class ChannelRefused(BackupError):
    """faults: the reasons, by the setting's name."""

    next_step = "Mend what is named, and save again."

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {words}" for name, words in faults.items()))
        self.faults = faults


class ChannelChangedMeanwhile(BackupError):
    next_step = "Look at the channel as it is now, and change it again."


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """A secret that is empty stays as it was, unless forgotten names it."""

    name: str
    settings: Mapping[str, Any]
    enabled: bool = True
    forgotten: Collection[str] = ()


def add_channel(*, kind: Channel.Kind, facts: ChannelFacts, now: datetime) -> Channel:
    """With the usual rule. Raise ChannelRefused."""
    settings = _checked(kind, dict(facts.settings))
    with transaction.atomic():
        channel = _saved(Channel(name=facts.name, kind=kind, settings=settings, enabled=facts.enabled))
        fields = differences({}, told_of(channel))
        remember_change(deed="channel added", subject=f"channel {channel}", now=now, fields=fields)
        add_rule(channel=channel, facts=USUAL, now=now)
    return channel


def change_channel(*, channel: Channel, shown: str, after: ChannelFacts, now: datetime) -> Channel:
    """shown is the mark of what was seen before. Raise ChannelRefused, ChannelChangedMeanwhile."""
    with transaction.atomic():
        row = Channel.objects.select_for_update().get(pk=channel.pk)
        if mark_of(row) != shown:
            raise ChannelChangedMeanwhile("somebody else changed the channel meanwhile")
        before, secrets = told_of(row), _secrets(row)
        settings = _with_kept_secrets(row, after)
        row.name, row.enabled, row.settings = after.name, after.enabled, _checked(row.kind, settings)
        fields = [*differences(before, told_of(_saved(row))), *_new_secrets(secrets, _secrets(row))]
        if fields:
            remember_change(deed="channel changed", subject=f"channel {row}", now=now, fields=fields)
        settle_channel(row, now)
    return row


def remove_channel(*, channel: Channel, now: datetime) -> bool:
    """With its rules and what it was told. False when it was gone already."""
    with transaction.atomic():
        gone, _ = Channel.objects.filter(pk=channel.pk).delete()
        if gone:
            fields = differences(told_of(channel), {})
            remember_change(deed="channel removed", subject=f"channel {channel}", now=now, fields=fields)
            judge_channels(reason=f"The channel {channel} was removed", now=now)
    return bool(gone)


def mark_of(channel: Channel) -> str:
    """Tells whether it is still as it was shown, and nothing of its secrets."""
    whole = json.dumps([channel.name, channel.enabled, channel.settings], sort_keys=True)
    return salted_hmac("mmbackup.channel", whole).hexdigest()


def told_of(channel: Channel) -> dict[str, Any]:
    """As people and programs may see it."""
    hidden = KINDS[channel.kind].secrets
    settings = {
        name: SECRET if name in hidden and value else value for name, value in channel.settings.items()
    }
    return {"name": channel.name, "kind": channel.kind, "enabled": channel.enabled, **settings}


def _secrets(channel: Channel) -> dict[str, Any]:
    return {name: channel.settings.get(name, "") for name in KINDS[channel.kind].secrets}


def _new_secrets(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldChange]:
    """One that took another's place looks the same when told."""
    return [
        FieldChange(name, SECRET, SECRET)
        for name in new
        if old[name] != new[name] and old[name] and new[name]
    ]


def _with_kept_secrets(row: Channel, after: ChannelFacts) -> dict[str, Any]:
    """What is kept goes to the host that it was given for, and to no other."""
    settings = dict(after.settings)
    kept = {
        name: row.settings[name]
        for name in KINDS[row.kind].secrets
        if row.settings.get(name) and not settings.get(name) and name not in after.forgotten
    }
    if kept and settings.get("host") != row.settings.get("host"):
        raise ChannelRefused(dict.fromkeys(kept, "The host is another one: give the secret again."))
    return settings | kept


def _checked(kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    faults = KINDS[kind].faults(settings)
    if faults:
        raise ChannelRefused(faults)
    return settings


def _saved(channel: Channel) -> Channel:
    if not channel.name.isprintable():
        raise ChannelRefused({"name": "It must not hold control characters."})
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError as error:
        raise ChannelRefused({"name": "There is a channel of that name already."}) from error
    return channel


def settle_channel(channel: Channel, now: datetime) -> None:
    """Switched off: nothing more goes out. Else what waits is tried with the new settings."""
    if channel.enabled:
        hurry(channel=channel, now=now)
        return
    due = Delivery.objects.filter(channel=channel, state=Delivery.State.DUE)
    due.update(state=Delivery.State.GIVEN_UP, error="the channel was switched off")
    Channel.objects.filter(pk=channel.pk).update(failing_since=None, last_error="")
    judge_channels(reason=f"The channel {channel} was switched off", now=now)
