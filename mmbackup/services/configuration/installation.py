"""What of a configuration file is the whole installation's: taken in where the file speaks of it."""

from datetime import datetime

from mmbackup.engine.rotation.nights import WEEKDAYS
from mmbackup.services.configuration.shape import Configuration
from mmbackup.services.configuration.shape_of_installation import ChannelTable, RuleTable
from mmbackup.services.notices.channel_rules import RuleFacts
from mmbackup.services.notices.settings_shape import whole_settings
from mmbackup.services.notices.take_channels import ChannelTaken, take_channels
from mmbackup.services.preferences import change_preferences


def take_installation(configuration: Configuration, *, now: datetime) -> None:
    if configuration.settings is not None:
        change_preferences(before={}, after=configuration.settings.model_dump(), now=now)
    if configuration.channels:
        take_channels(wanted=[_channel(table) for table in configuration.channels], now=now)


def _channel(table: ChannelTable) -> ChannelTaken:
    settings = whole_settings(table.kind, table.settings)
    rules = tuple(_rule(rule) for rule in table.rules)
    return ChannelTaken(table.name, table.kind, table.enabled, settings, rules)


def _rule(table: RuleTable) -> RuleFacts:
    lists = (tuple(table.levels), tuple(table.codes), tuple(table.sites))
    days = tuple(WEEKDAYS.index(day) for day in table.weekdays)
    return RuleFacts(*lists, table.from_at, table.until_at, days)
