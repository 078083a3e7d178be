"""Facts from a host's records: strictly, since a host is trusted no more than a medium is."""

from collections.abc import Callable, Iterable
from typing import Any

from mmbackup.engine.errors import FormatError
from mmbackup.engine.profiles.facts import Database, Facts, Instance, Measured, Refusal, Use

MOST_RECORDS = 20_000
_BETWEEN = "\037"
_STATES = ("whole", "more", "missing", "closed")
Words = list[str]


def read_facts(records: Iterable[str]) -> Facts:
    """FormatError for what is no answer to "look"."""
    reading = _Reading()
    for number, record in enumerate(records):
        if number >= MOST_RECORDS:
            raise FormatError("the host tells of more than anybody reads")
        reading.take(record)
    return reading.facts()


def read_sizes(records: Iterable[str], asked: Iterable[str]) -> dict[str, Measured]:
    """What there is at each path that was asked for; FormatError for what is no answer to "measure"."""
    wanted = set(asked)
    found = {}
    for record in records:
        word, *words = record.split(_BETWEEN)
        if word != "size" or len(words) != 4 or words[0] not in wanted or words[1] not in _STATES:
            raise _not_asked()
        found[words[0]] = Measured(words[1], _number(words[2]), _number(words[3]))
    if found.keys() != wanted:
        raise _not_asked()
    return found


class _Reading:
    def __init__(self) -> None:
        self._said: dict[str, list[Words]] = {name: [] for name in _FORMS}

    def take(self, record: str) -> None:
        name, between, rest = record.partition(_BETWEEN)
        if not between or name not in _FORMS:
            raise _not_asked()
        words = rest.split(_BETWEEN, _FORMS[name] - 1)  # the last may hold anything
        if len(words) != _FORMS[name]:
            raise _not_asked()
        self._said[name].append(words)

    def facts(self) -> Facts:
        said = self._said
        system, host, user = said["system"][0] if said["system"] else ("", "", "")
        return Facts(
            system=system,
            host=host,
            user=user,
            installed=frozenset(word for (word,) in said["installed"]),
            running=frozenset(word for (word,) in said["running"]),
            there=frozenset(word for (word,) in said["there"]),
            instances=self._instances(),
            databases=self._each("database", lambda e, c, n, size: Database(e, c, n, _number(size))),
            refusals=self._each("refused", Refusal),
            uses=self._each("uses", Use),
            volumes={name: path for name, path in said["volume"]},  # noqa: C416 - it says which is which,
        )

    def _each(self, name: str, made: Callable[..., Any]) -> tuple[Any, ...]:
        return tuple(made(*words) for words in self._said[name])

    def _instances(self) -> tuple[Instance, ...]:
        values: dict[tuple[str, str], dict[str, str]] = {}
        for program, configuration, key, value in self._said["value"]:
            values.setdefault((program, configuration), {})[key] = value
        return tuple(
            Instance(program, configuration, words, values.get((program, configuration), {}))
            for program, configuration, words in self._said["told"]
        )


# of each kind of fact: how many words it has
_FORMS = {
    "system": 3,
    "installed": 1,
    "running": 1,
    "there": 1,
    "told": 3,
    "value": 4,
    "refused": 3,
    "uses": 4,
    "database": 4,
    "volume": 2,
}


def _number(text: str) -> int:
    """Of bytes or files."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:  # beyond any disk
        raise _not_asked()
    return int(text)


def _not_asked() -> FormatError:
    return FormatError("the host's facts came in a form that was not asked for")
