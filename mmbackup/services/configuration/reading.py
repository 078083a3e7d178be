"""From a TOML text to a checked configuration, or to all of its faults at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from mmbackup.services.configuration.agreement import disagreements
from mmbackup.services.configuration.channel_faults import channel_faults
from mmbackup.services.configuration.faults import (
    ConfigurationFaulty,
    Fault,
    Place,
    known_keys,
    shape_faults,
)
from mmbackup.services.configuration.kinds import drive_faults, item_faults, source_faults
from mmbackup.services.configuration.lines import line_at, lines_of
from mmbackup.services.configuration.shape import (
    Configuration,
    DriveTable,
    KeyTable,
    MediumTable,
    PlaceTable,
    PoolTable,
    ScheduleTable,
    ServerTable,
    SiteTable,
    SourceTable,
)
from mmbackup.services.configuration.shape_of_installation import ChannelTable, RuleTable, SettingsTable
from mmbackup.services.configuration.table_of_source import parted

Table = TypeVar("Table", bound=BaseModel)
Raw = Mapping[str, Any]

LONGEST_LINE = 5_000  # tomllib takes minutes for one key of a hundred thousand parts
_SYNTAX = re.compile(
    r"(?P<reason>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)
_TWICE = re.compile(r"Cannot declare \('(\w+)',\) twice")


def read_configuration(text: str) -> Configuration:
    """Raise ConfigurationFaulty naming every fault, in the order of the lines."""
    raw = _parsed(text)
    reading = _Reading()
    configuration = reading.configuration(raw)
    if reading.faults:
        lines = lines_of(text)
        faults = [Fault(line_at(lines, place), place, reason) for place, reason in reading.faults]
        raise ConfigurationFaulty(sorted(faults, key=lambda fault: fault.line))
    return configuration


def look_over(raw: Raw) -> tuple[Configuration, list[tuple[Place, str]]]:
    """Tables that did not come in a file, with all that is wrong; what has a fault is None."""
    reading = _Reading()
    return reading.configuration(raw), reading.faults


def _parsed(text: str) -> Raw:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            reason = f"the line is longer than {LONGEST_LINE:,} characters"
            raise ConfigurationFaulty([Fault(number, (), reason)])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationFaulty([_syntax_fault(str(error), text)]) from error
    except RecursionError as error:
        raise ConfigurationFaulty([Fault(0, (), "brackets are nested too deep")]) from error


def _syntax_fault(message: str, text: str) -> Fault:
    found = _SYNTAX.fullmatch(message)
    if found is None:
        return Fault(0, (), f"not valid TOML: {message}")
    line = int(found["line"] or text.count("\n") + 1)
    if twice := _TWICE.match(found["reason"]):
        return Fault(line, (), f"the table [{twice[1]}] stands twice; a site has exactly one")
    reason = found["reason"].replace("Cannot overwrite a value", "this key stands above already")
    where = f" (column {found['column']})" if found["column"] else ""
    return Fault(line, (), f"not valid TOML: {reason}{where}")


class _Reading:
    """Gathers faults; what has one comes out as None, so that the rest is still checked."""

    def __init__(self) -> None:
        self.faults: list[tuple[Place, str]] = []

    def configuration(self, raw: Raw) -> Configuration:
        """Whole only when there are no faults."""
        for key in raw.keys() - Configuration.model_fields.keys():
            self.faults.append(((key,), known_keys(key, list(Configuration.model_fields))))
        whole = Configuration.model_construct(
            site=self._one(SiteTable, raw, "site"),
            schedule=self._one(ScheduleTable, raw, "schedule"),
            keys=[self._table(KeyTable, *each) for each in self._tables(raw, "keys")],
            pools=[self._table(PoolTable, *each) for each in self._tables(raw, "pools")],
            places=[self._table(PlaceTable, *each) for each in self._tables(raw, "places")],
            drives=[self._drive(place, drive) for place, drive in self._tables(raw, "drives")],
            servers=[self._server(place, server) for place, server in self._tables(raw, "servers")],
            settings=self._one(SettingsTable, raw, "settings") if "settings" in raw else None,
            channels=[self._channel(place, channel) for place, channel in self._tables(raw, "channels")],
        )
        self.faults += disagreements(whole)
        return whole

    def _one(self, model: type[Table], raw: Raw, key: str) -> Table | None:
        if key not in raw:
            self.faults.append(((), f"the table [{key}] is missing"))
            return None
        if not isinstance(raw[key], dict):
            self.faults.append(((key,), f"must be one table, written [{key}]"))
            return None
        return self._table(model, (key,), raw[key])

    def _tables(self, raw: Raw, key: str, place: Place = ()) -> Iterator[tuple[Place, Raw]]:
        tables = raw.get(key, [])
        if not isinstance(tables, list):
            self.faults.append(((*place, key), f"must be a list of tables, each written [[{key}]]"))
            return
        for number, table in enumerate(tables):
            if isinstance(table, dict):
                yield (*place, key, number), table
            else:
                self.faults.append(((*place, key, number), "must be a table"))

    def _table(self, model: type[Table], place: Place, raw: Raw) -> Table | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            known = [key for key in model.model_fields if key != "settings"]
            self.faults += [(place + inner, reason) for inner, reason in shape_faults(error, known)]
            return None

    def _drive(self, place: Place, raw: Raw) -> DriveTable | None:
        own, settings = parted(raw, DriveTable, ("media",))
        media = [
            self._table(MediumTable, inner, medium) for inner, medium in self._tables(raw, "media", place)
        ]
        self.faults += drive_faults(place, raw.get("kind"), settings)
        drive = self._table(DriveTable, place, {**own, "settings": settings})
        return drive and drive.model_copy(update={"media": media})

    def _channel(self, place: Place, raw: Raw) -> ChannelTable | None:
        own, settings = parted(raw, ChannelTable, ("rules",))
        settings.pop("rules", None)
        rules = [self._table(RuleTable, inner, rule) for inner, rule in self._tables(raw, "rules", place)]
        self.faults += channel_faults(place, raw.get("kind"), settings)
        channel = self._table(ChannelTable, place, {**own, "settings": settings})
        return channel and channel.model_copy(update={"rules": rules})

    def _server(self, place: Place, raw: Raw) -> ServerTable | None:
        own = {key: value for key, value in raw.items() if key != "sources"}
        tables = list(self._tables(raw, "sources", place))
        for inner, source in tables:
            self.faults += item_faults(inner, source.get("item"), raw.get("kind"))
        sources = [self._source(inner, source) for inner, source in tables]
        server = self._table(ServerTable, place, own)
        return server and server.model_copy(update={"sources": sources})

    def _source(self, place: Place, raw: Raw) -> SourceTable | None:
        own, settings = parted(raw, SourceTable, ())
        self.faults += source_faults(place, raw.get("kind"), settings)
        return self._table(SourceTable, place, {**own, "settings": settings})
