"""JSON from a medium, which anybody may have written: bounded, and each field checked before it is used."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import one_line

LARGEST_NUMBER = 1 << 62
LONGEST_TEXT = 4096
MOST_VALUES = 1 << 19  # 100,000 files with three fields each, and all the rest; each costs up to 150 bytes
YEARS = range(1970, 9999)  # a time at the calendar's very ends could not be told in another zone

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Fields:
    """The fields of one JSON object. Each call raises FormatError, naming file and field."""

    def __init__(self, where: str, fields: Mapping[str, object]) -> None:
        self.where = where
        self._fields = fields

    @classmethod
    def parse(cls, where: str, text: bytes, kind: str) -> "Fields":
        """The object, whose format must be kind and whose version we know."""
        fields = parse_json(where, text)
        if not isinstance(fields, dict):
            raise FormatError(f"{where} is broken: it is not a JSON object")
        found = cls(where, fields)
        if found.text("format") != kind:
            raise FormatError(f"{where} is broken: its format is not {kind!r}")
        if found.number("version") != 1:
            raise FormatError(f"{where} is of a newer version; a newer mmbackup is needed to read it")
        return found

    def text(self, key: str, longest: int = LONGEST_TEXT) -> str:
        """One printable line."""
        value = self._fields.get(key)
        if not isinstance(value, str) or len(value) > longest:
            raise self._fault(key, f"is not a text of at most {longest:,} characters")
        if not value.isprintable():
            raise self._fault(key, f"holds control characters: {one_line(value[:60])}")
        return value

    def has(self, key: str) -> bool:
        return key in self._fields

    def number(self, key: str) -> int:
        """From 0."""
        value = self._fields.get(key)
        if type(value) is not int or not 0 <= value <= LARGEST_NUMBER:
            raise self._fault(key, "is not a whole number from 0")
        return value

    def uuid(self, key: str) -> str:
        """In its canonical form."""
        value = self.text(key)
        if not _UUID.fullmatch(value):
            raise self._fault(key, "is not a UUID")
        return value

    def moment(self, key: str) -> datetime:
        try:
            moment = datetime.fromisoformat(self.text(key))
            if moment.tzinfo is None:
                raise self._fault(key, "is a time without a zone")
            moment = moment.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self._fault(key, "is not a time") from error
        if moment.year not in YEARS:
            raise self._fault(key, "is not a time of ours")
        return moment

    def day(self, key: str) -> date | None:
        """null is no day."""
        if self._fields.get(key) is None:
            return None
        try:
            day = date.fromisoformat(self.text(key))
        except ValueError as error:
            raise self._fault(key, "is not a day") from error
        if day.year not in YEARS:
            raise self._fault(key, "is not a day of ours")
        return day

    def objects(self, key: str, most: int) -> list["Fields"]:
        """A list of objects."""
        value = self._fields.get(key)
        if not isinstance(value, list) or len(value) > most:
            raise self._fault(key, f"is not a list of at most {most:,}")
        if not all(isinstance(element, dict) for element in value):
            raise self._fault(key, "is not a list of objects")
        return [Fields(f"{self.where}, {key}", element) for element in value]

    def texts(self, key: str, most: int) -> tuple[str, ...]:
        """A list of printable lines."""
        value = self._fields.get(key)
        if not isinstance(value, list) or len(value) > most:
            raise self._fault(key, f"is not a list of at most {most:,}")
        return tuple(Fields(self.where, {key: element}).text(key) for element in value)

    def _fault(self, key: str, words: str) -> FormatError:
        return FormatError(f"{self.where} is broken: {key} {words}")


def parse_json(where: str, text: bytes) -> object:
    """Whatever the text says, in memory of a few times its size. No key twice: readers would differ on it."""
    if sum(map(text.count, (b",", b"[", b"{"))) >= MOST_VALUES:
        raise FormatError(f"{where} is broken: it holds too many values")
    try:
        return json.loads(text.decode(), object_pairs_hook=_keys_once)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{where} is broken: it is not JSON") from error


def _keys_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return fields


def moment_text(moment: datetime) -> str:
    """UTC, to the microsecond where there is one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
