"""The port every kind of drive fits, in words that the contract suite checks.

Paths are relative to the medium's root, with "/" between, and never leave it. Every call answers an error of
the medium with a class of the MediumError tree, never with a bare OSError: MediumFull for ENOSPC and EDQUOT,
WriteProtected for EROFS, MediumLost for EIO, ENODEV, ENOMEDIUM, ENXIO or a medium that is no longer the one
that was opened.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from mmbackup.engine.media.folder_reader import FolderReader

from mmbackup.engine.errors import FormatError

Chunk = bytes | bytearray | memoryview

INCOMPLETE = ".incomplete-"  # begins every name whose content may be half written
MOST_NAMES = 250_000  # in one folder: a set of ours has at most 100,000 files


class TooManyNames(FormatError):
    """A folder holds more than anybody of ours would put there; it is not listed."""


class DriveSpec(NamedTuple):
    """One configured drive. settings are the kind's own, told in its module."""

    name: str
    kind: str
    pool: str
    settings: Mapping[str, object] = {}
    label_blank: bool = False
    other_pools: tuple[str, ...] = ()  # whose media it takes on some nights


class Room(NamedTuple):
    """Bytes. block is the size files are rounded up to (1 where every byte counts alone);
    slack is what the file system itself may take while a set is written."""

    capacity: int
    free: int
    block: int
    slack: int


class MediumFile(Protocol):
    """A file being written. Appends only."""

    def write(self, chunk: Chunk) -> None:
        """All of the chunk or an error; after an error the file's length is unknown until truncate."""

    def truncate(self, size: int) -> None:
        """Cut to size bytes and go on writing there."""

    def sync(self) -> None:
        """Durable when this returns: errors that show at fsync only are raised here."""

    def close(self) -> None:
        """Idempotent."""


class Medium(Protocol):
    """The medium that was in the drive when it was opened. Does not follow links.

    name_hint is what people call it, where the drive knows; empty otherwise. It proves nothing.
    """

    name_hint: str

    def room(self) -> Room: ...

    def is_write_protected(self) -> bool: ...

    def check(self) -> None:
        """Raise MediumLost when this medium is no longer the one in the drive."""

    def names(self, folder: str = "") -> list[str]:
        """Names in a folder, sorted; undecodable ones with surrogate escapes. TooManyNames for an enemy's."""

    def size(self, path: str) -> int:
        """Bytes of a file, or of all files under a folder; TooManyNames if there are too many to count."""

    def exists(self, path: str) -> bool: ...

    def read_small(self, path: str, limit: int) -> bytes:
        """A regular file's content; FormatError if it is larger than limit, a link, or not a regular file."""

    def read_back(self, path: str) -> Iterator[memoryview]:
        """A file's bytes from the device itself, past the page cache; a chunk is valid until the next.

        Several threads may read several files at once.
        """

    def reader(self, folder: str, *, past_cache: bool = False) -> "FolderReader":
        """Reads the folder's files at any position; past_cache: as they lie on the device."""

    def create(self, path: str) -> MediumFile:
        """A new file; FileExistsError if the name is taken."""

    def make_folder(self, path: str) -> None: ...

    def rename(self, old: str, new: str) -> None:
        """Atomic, durable when it returns."""

    def replace_small(self, path: str, content: bytes) -> None:
        """Write beside, fsync, rename, fsync: the old or the new content, never half."""

    def remove(self, path: str) -> None:
        """A file, or a folder with all in it; nothing there is no error. Durable when it returns."""

    def sync_folder(self, path: str) -> None: ...

    def close(self) -> None:
        """Idempotent."""


class Drive(Protocol):
    """What a medium is put into."""

    def open(self) -> Medium:
        """Raise NoMedium, NotMounted or MediumLost when there is none. Never creates the directory."""
