"""What a configuration file may say of the whole installation: its settings, and whom it tells what."""

from datetime import time
from ipaddress import ip_network
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from mmbackup.engine.rotation.nights import WEEKDAYS
from mmbackup.models import Channel, Role
from mmbackup.services.configuration.table import Clock, Table, one_of
from mmbackup.services.notices.letter import LEVELS
from mmbackup.services.preferences import is_web_address

KINDS = tuple(Channel.Kind.values)
ROLES = tuple(Role.values)


def _known(words: tuple[str, ...]) -> AfterValidator:
    return AfterValidator(lambda word: one_of(word, words))


def _network(text: str) -> str:
    try:
        ip_network(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no network such as 10.0.0.0/8") from error
    return text


def _web_address(text: str) -> str:
    if text and not is_web_address(text):
        raise ValueError("must begin with http:// or https://, and name a machine")
    return text


ChannelName = Annotated[str, StringConstraints(max_length=63, pattern=r"^[^\s\p{C}][^\p{C}]*$")]
Word = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\p{C}]+$")]


class SettingsTable(Table):
    """Secrets, such as the ping's address, are none of it."""

    portal_address: Annotated[str, Field(max_length=200), AfterValidator(_web_address)] = ""
    log_retention_days: int | None = Field(default=None, ge=1, le=36500)
    idle_minutes: int = Field(default=60, ge=5, le=1440)
    session_hours: int = Field(default=12, ge=1, le=168)
    second_factor_for: list[Annotated[str, _known(ROLES)]] = []
    digest_at: Clock = time(7)
    metrics_networks: list[Annotated[str, AfterValidator(_network)]] = []


class RuleTable(Table):
    """Empty: all."""

    levels: list[Annotated[str, _known(LEVELS)]] = []
    codes: list[Word] = []
    sites: list[Word] = []
    weekdays: list[Annotated[str, _known(tuple(WEEKDAYS))]] = []
    from_at: Clock | None = None
    until_at: Clock | None = None


class ChannelTable(Table):
    """settings are the kind's own keys, those that are secret mostly left out."""

    name: ChannelName
    kind: Annotated[str, _known(KINDS)]
    enabled: bool = True
    settings: dict[str, Any] = {}
    rules: list[RuleTable] = []
