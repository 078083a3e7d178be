"""Channels and their rules. No secret is ever told."""

from datetime import datetime, time
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from mmbackup.models import Channel, NoticeRule
from mmbackup.services.notices.channels import mark_of
from mmbackup.services.notices.kinds import KINDS
from portal.api.shapes.values import Clock, Name, Text, among

Kind = Annotated[Channel.Kind, among(Channel.Kind)]
Texts = Annotated[list[Text], Field(max_length=200)]
Weekday = Annotated[int, Field(ge=0, le=6, description="0 Monday to 6 Sunday")]


class RuleWish(Schema):
    """Empty: all. Hours by the site's clock, both ends or neither."""

    levels: Texts = []
    codes: Texts = []
    sites: Texts = []
    weekdays: Annotated[list[Weekday], Field(max_length=7)] = []
    from_at: Clock | None = None
    until_at: Clock | None = None


class RuleShape(RuleWish):
    id: int

    @staticmethod
    def resolve_from_at(rule: NoticeRule) -> str | None:
        return _clock(rule.from_at)

    @staticmethod
    def resolve_until_at(rule: NoticeRule) -> str | None:
        return _clock(rule.until_at)


class ChannelShape(Schema):
    """settings without the secrets; secrets names those that are set. mark: another one, other settings."""

    id: int
    name: str
    kind: Kind
    enabled: bool
    settings: dict[str, Any]
    secrets: list[str]
    mark: str
    failing_since: datetime | None
    last_error: str
    delivered_at: datetime | None
    rules: list[RuleShape]

    @staticmethod
    def resolve_settings(channel: Channel) -> dict[str, Any]:
        hidden = KINDS[channel.kind].secrets
        return {name: value for name, value in channel.settings.items() if name not in hidden}

    @staticmethod
    def resolve_secrets(channel: Channel) -> list[str]:
        return [name for name in KINDS[channel.kind].secrets if channel.settings.get(name)]

    @staticmethod
    def resolve_mark(channel: Channel) -> str:
        return mark_of(channel)

    @staticmethod
    def resolve_rules(channel: Channel) -> list[NoticeRule]:
        return list(channel.rules.all())


class ChannelWish(Schema):
    """settings: those of the kind, as docs/configuration.md lists them. A secret that is left out stays as it
    was; forget names those that go.
    """

    name: Name
    enabled: bool = True
    settings: dict[str, Any] = {}
    forget: Annotated[list[Text], Field(max_length=10)] = []


class NewChannel(ChannelWish):
    kind: Kind


def _clock(at: time | None) -> str | None:
    return f"{at:%H:%M}" if at else None
