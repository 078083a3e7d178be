"""The port every kind of source fits: what is listed, how it is read. Kinds register in sources.registry."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol, runtime_checkable

from mmbackup.engine.catalogue import DataItem
from mmbackup.engine.existing import Existing
from mmbackup.engine.hosts.host import Host
from mmbackup.engine.hosts.listed import Listed
from mmbackup.engine.sources.mail_queues.sifted import Sifted

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
    """What a program says, saved as one file of this name. argv is run on the backup server.

    check looks over the file at a path when all is said, and raises CommandFailed unless it is whole.
    """

    name: str
    argv: list[str]
    check: Callable[[str], None] | None = None


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
class SiftedKind(FileKind, Protocol):
    """Files, chosen when all that lies there is known: those that belong together."""

    def question(self, settings: Settings) -> tuple[str, ...]:
        """What mmbackup-collect is asked for the list: a verb and its words."""

    def sift(self, settings: Settings, found: Sequence[Listed]) -> Sifted: ...


@runtime_checkable
class KnowsSubscribers(Protocol):
    """Of what is saved, some is a subscriber's own."""

    def subscribers(self, settings: Settings) -> tuple[str, ...]:
        """Patterns of what below a root is whose (format.subscriber_pattern); none: that is not known."""


@runtime_checkable
class DumpKind(Kind, Protocol):
    """What programs say is saved: the only way to have a consistent state of it."""

    def dumps(self, settings: Settings, teller: Teller) -> Iterator[Dump]:
        """CommandFailed when it cannot be known what there is."""


@runtime_checkable
class OnHostsOnly(Kind, Protocol):
    """Is read on another machine, and never on the backup server itself."""

    def why_not_here(self) -> str:
        """In plain words."""


class ServerMust(StrEnum):
    """What a database's or directory's server has to do while an output is put back."""

    RUN = "run"
    STAND_STILL = "stand still"


class Output(NamedTuple):
    """What a program said, saved under its Dump's name, and lying on this machine again, at path."""

    name: str
    path: str


class Manner(NamedTuple):
    """How a source is put back: its settings, what becomes of what is there, and the ending that the name
    of what is set aside gets."""

    settings: Settings
    existing: Existing
    ending: str


class PutBack(NamedTuple):
    """What came of an output: bounded lines for the log. kept: why what is there stays; else empty."""

    lines: tuple[str, ...] = ()
    kept: str = ""


class Programs(Protocol):
    """Runs programs on this machine, by lists of arguments."""

    def run(self, argv: list[str], *, stdin: str = "", stdout: str = "") -> bytes:
        """Its output, up to a megabyte, unless stdout names the file that it goes into. stdin names a file.

        CommandFailed, with the end of its complaints, when it cannot be started or its status is not 0.
        """


@runtime_checkable
class PutsBack(Kind, Protocol):
    """Takes back in place what its programs said. Only of this machine; what comes from a medium is hostile.

    An output's name is that of its Dump. Each act raises CommandFailed where it cannot be done: its text says
    what to do. Only put_back changes anything.
    """

    def left_out(self, name: str, settings: Settings) -> str:
        """Why this output is not taken back with these settings; empty when it is."""

    def way(self, settings: Settings) -> str:
        """By what it is put back, in words such as "by slapadd, while slapd stands still"."""

    def turn(self, name: str) -> int:
        """Of a source's outputs those with the lowest come first."""

    def server_must(self, settings: Settings) -> ServerMust:
        """RUN: it is put back before software that was stopped is started, if is_ready; else after that."""

    def is_ready(self, settings: Settings, programs: Programs) -> bool:
        """Whether the server does now what it must."""

    def check(self, output: Output, settings: Settings, programs: Programs) -> None:
        """By the tool itself: is the output whole, and what it should be?"""

    def changes(self, output: Output, manner: Manner, programs: Programs) -> PutBack:
        """What put_back would do, and what would be changed by it."""

    def put_back(self, output: Output, manner: Manner, programs: Programs) -> PutBack:
        """Done again after it was broken off, it comes to the same."""


@runtime_checkable
class ActsOnFiles(FileKind, Protocol):
    """Files after which something is to be done when they are back in place, while software stands still."""

    def way(self, settings: Settings) -> str:
        """In words such as "postsuper puts the queue in order"."""

    def when_back(self, settings: Settings, programs: Programs) -> tuple[str, ...]:
        """Lines for the log. CommandFailed as above."""
