"""Cuts sorted entries into units: what one frame holds, or one large file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from mmbackup.engine.format.frame import FRAME_SIZE
from mmbackup.engine.sources.entry import DEVICE, INODE, PATH, SIZE, SOURCE, Entry
from mmbackup.engine.sources.saving_fetched import Fetched
from mmbackup.engine.sources.shared import RAW_SIZE

HEADERS = 1536  # what a member's headers usually take
_MOST_ENTRIES = 1000
_LARGE = RAW_SIZE // 2  # from here on the readers give a file frames of its own


@dataclass(slots=True)
class Unit:
    """Work for one reader. next_index is the first entry that is not safely written yet.

    held: its frames are kept aside, to be written at the data type's end.
    awaited are the readers of hosts that have not sent their share yet; fetched is what they have sent, by
    entry, and spools are the files that hold its content.
    is_open: a file is written over several frames, and is not whole yet; location is where it began.
    """

    number: int
    entries: list[Entry]
    held: bool = False
    next_index: int = 0
    is_open: bool = False
    is_refused: bool = False
    location: bytes = b""
    awaited: set[int] = field(default_factory=set)
    fetched: dict[Entry, Fetched] = field(default_factory=dict)
    spools: list[str] = field(default_factory=list)

    @property
    def sent(self) -> list[Fetched | None]:
        """What was fetched of each entry; empty when nothing was."""
        return [self.fetched.get(entry) for entry in self.entries] if self.fetched else []

    @property
    def rest(self) -> list[Entry]:
        return self.entries[self.next_index :]

    @property
    def is_large(self) -> bool:
        return self.entries[0][SIZE] > _LARGE


def raw_size(entry: Entry) -> int:
    return HEADERS + entry[SIZE] + (-entry[SIZE] % 512)


def without_twins(
    entries: Iterable[Entry], servers: list[str], drop: Callable[[Entry], None]
) -> Iterator[Entry]:
    """A file that two sources of a server name is saved once; drop is told the others."""
    last: tuple[bytes, str] | None = None
    for entry in entries:
        name = (entry[PATH], servers[entry[SOURCE]])
        if name == last:
            drop(entry)
        else:
            last = name
            yield entry


def groups(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Entries that make up a frame; the names of one file are never parted."""
    group: list[Entry] = []
    size = 0
    for entry in entries:
        cost = raw_size(entry)
        is_full = size + cost > FRAME_SIZE or len(group) >= _MOST_ENTRIES or entry[SIZE] > _LARGE
        if group and is_full and not _is_same_file(group[-1], entry):
            yield group
            group, size = [], 0
        group.append(entry)
        size += cost
    if group:
        yield group


def _is_same_file(one: Entry, other: Entry) -> bool:
    return one[INODE] == other[INODE] and one[DEVICE] == other[DEVICE] and one[SOURCE] == other[SOURCE]
