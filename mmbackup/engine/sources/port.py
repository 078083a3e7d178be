"""The port every kind of source fits: what is listed, how it is read. Kinds register in sources.registry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, runtime_checkable

from mmbackup.engine.catalogue import DataItem
from mmbackup.engine.hosts.host import Host

DEFAULT_TIME_LIMIT = 4 * 3600.0
DEFAULT_STALL_LIMIT = 300.0

Settings = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One configured source.

    kind names the one that reads it ("files", "command", …); settings are that kind's own, checked by it.
    host is where it is read; None: on the backup server itself.
    time_limit bounds the whole source, stall_limit the time without any progress; both in seconds.
    """

    server: str
    item: DataItem
    name: str
    kind: str
    settings: Settings = field(default_factory=dict)
    time_limit: float = DEFAULT_TIME_LIMIT
    stall_limit: float = DEFAULT_STALL_LIMIT
    host: Host | None = None


class Walk(NamedTuple):
    """Folders and files: absolute paths, and patterns that choose among what lies below them."""

    roots: tuple[str, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Dump(NamedTuple):
    """What a program says, saved as one file of this name. argv is run on the backup server."""

    name: str
    argv: list[str]


class Teller(Protocol):
    """Answers for one machine, this one or another, what mmbackup-collect is asked there."""

    @property
    def is_here(self) -> bool: ...

    def ask(self, verb: str, *words: str) -> list[str]:
        """The records of its answer. CommandFailed when it is not whole."""

    def request(self, verb: str, *words: str) -> list[str]:
        """argv that puts the request."""


class Kind(Protocol):
    def faults(self, settings: Settings) -> list[str]:
        """What is wrong with the settings, in plain words, each with its key before it."""


@runtime_checkable
class FileKind(Kind, Protocol):
    """Files are saved where they lie."""

    def walk(self, settings: Settings) -> Walk: ...


@runtime_checkable
class DumpKind(Kind, Protocol):
    """What programs say is saved: the only way to have a consistent state of it."""

    def dumps(self, settings: Settings, teller: Teller) -> Iterator[Dump]:
        """CommandFailed when it cannot be known what there is."""
