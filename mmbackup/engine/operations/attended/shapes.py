"""What an attended backup knows between two of its parts."""

from dataclasses import dataclass
from datetime import datetime

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.events import PartWritten
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.engine.tally import Tally

Count = tuple[int, int]  # files and bytes


@dataclass(frozen=True, slots=True)
class Facts:
    """A file as it was when its first slice was saved: its others are to be of the same file."""

    size: int
    mtime_ns: int
    inode: int
    mode: int
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A file of which the first slices are saved. path is where it is read."""

    source: int
    path: bytes
    slices: int
    offset: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Proven:
    """A part that was read back. is_marked: its medium says so too."""

    part: PartWritten
    set_sha256: str
    verdict: str
    is_last: bool = False
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """saved and left count by source, in the order of sources.

    The sources are those the backup began with: what people change meanwhile counts for the next one.
    folders_due are the data types whose folders lie on no medium yet.
    """

    set_uuid: str
    started_at: datetime
    sources: tuple[SourceSpec, ...]
    saved: tuple[Count, ...]
    left: tuple[Count, ...]
    errors: int = 0
    dropped: tuple[int, ...] = ()
    folders_due: tuple[str, ...] = ()
    begun: tuple[Begun, ...] = ()
    parts: tuple[Proven, ...] = ()

    @property
    def next_part(self) -> int:
        return len(self.parts) + 1

    @property
    def is_complete(self) -> bool:
        return bool(self.parts) and self.parts[-1].is_last

    @property
    def is_to_be_taken_up(self) -> bool:
        """A process died after its last part was proven, and before all of that was done and said."""
        return bool(self.parts) and (self.is_complete or not self.parts[-1].is_marked)

    @property
    def media(self) -> tuple[str, ...]:
        """Names, in the order of the parts."""
        return tuple(proven.part.medium_name for proven in self.parts)

    @property
    def left_in_all(self) -> Count:
        return sum(files for files, _ in self.left), sum(size for _, size in self.left)

    def tallies(self) -> tuple[Tally, ...]:
        """Of the whole run so far, by data type and server."""
        keys = [(spec.item.data_type, spec.server) for spec in self.sources]
        order = sorted(dict.fromkeys(keys), key=lambda key: list(DataType).index(key[0]))
        return tuple(
            self._tally(key, [number for number, own in enumerate(keys) if own == key]) for key in order
        )

    def _tally(self, key: tuple[DataType, str], sources: list[int]) -> Tally:
        files, size = _sum(self.saved, sources)
        left_files, left_size = _sum(self.left, sources)
        return Tally(*key, files + left_files, size + left_size, files, size)


def _sum(counts: tuple[Count, ...], sources: list[int]) -> Count:
    return sum(counts[number][0] for number in sources), sum(counts[number][1] for number in sources)
