"""What a host said of itself when it was looked at, in the terms of mmbackup-collect's request "look"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Database(NamedTuple):
    """engine is the kind of source that saves it; connection is how its server was asked."""

    engine: str
    connection: str
    name: str
    size: int


class Refusal(NamedTuple):
    """A program whose configuration is here did not say what it is."""

    program: str
    configuration: str
    reason: str


class Use(NamedTuple):
    """A file of a program's configuration that leads to a database."""

    program: str
    configuration: str
    file: str
    words: str


class Instance(NamedTuple):
    """One configuration of a program: its own words, and single values of it."""

    program: str
    configuration: str
    words: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """user is who looked; there are the folders and files, of those that are looked for, that exist."""

    system: str = ""
    host: str = ""
    user: str = ""
    installed: frozenset[str] = frozenset()
    running: frozenset[str] = frozenset()
    there: frozenset[str] = frozenset()
    instances: tuple[Instance, ...] = ()
    databases: tuple[Database, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    uses: tuple[Use, ...] = ()
    volumes: Mapping[str, str] = field(default_factory=dict)

    def of(self, program: str) -> tuple[Instance, ...]:
        return tuple(each for each in self.instances if each.program == program)

    def databases_of(self, engine: str) -> tuple[Database, ...]:
        return tuple(each for each in self.databases if each.engine == engine)

    def refused(self, program: str) -> tuple[Refusal, ...]:
        return tuple(each for each in self.refusals if each.program == program)

    def has(self, program: str) -> bool:
        return program in self.installed or program in self.running or bool(self.of(program))


class Measured(NamedTuple):
    """state: whole, or more than was counted in a moment; missing, or closed to the one who looks."""

    state: str
    files: int
    size: int

    @property
    def is_there(self) -> bool:
        return self.state != "missing"

    @property
    def is_closed(self) -> bool:
        return self.state == "closed"

    @property
    def is_more(self) -> bool:
        return self.state == "more"
