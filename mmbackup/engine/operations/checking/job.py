"""What a verification is told before it begins, and what it answers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mmbackup.engine.events import BackupResult
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.operations.checking.comparing import Fault

MOST_NAMED = 1000  # damaged files that are kept by name; all are counted


@dataclass(frozen=True, slots=True)
class WantedSet:
    """A set as the server knows it. sha256 is that of its set.json; empty: not known."""

    uuid: str
    part: int
    name: str
    sha256: str = ""


class Records(Protocol):
    """What the server knows of sets, asked only when something is damaged."""

    def entries(self, medium_set: BackupSet, pieces: frozenset[str]) -> Iterable[IndexedFile] | None:
        """The files of these pieces in the medium's order; None when no index of the set is kept."""

    def elsewhere(self, file: IndexedFile) -> tuple[str, ...]:
        """Where the same file lies besides, in words, the same bytes first."""


class NoRecords:
    """For a server that knows nothing."""

    def entries(self, medium_set: BackupSet, pieces: frozenset[str]) -> Iterable[IndexedFile] | None:  # noqa: ARG002
        return None

    def elsewhere(self, file: IndexedFile) -> tuple[str, ...]:  # noqa: ARG002
        return ()


@dataclass(frozen=True, slots=True)
class VerifyJob:
    """One verification.

    medium_uuid is the medium that is meant; empty: whichever is in the drive. wanted are the uuids of the
    sets to read; empty: all that lie on it, and all that are known to. known tells those that the server
    believes to lie on a medium. log_path as in BackupJob; scratch is a folder of its own.
    """

    run_id: str
    site: str
    time_zone: str
    started_at: datetime
    drive: DriveSpec
    log_path: str
    scratch: str
    medium_uuid: str = ""
    wanted: frozenset[str] = frozenset()
    known: Callable[[str], tuple[WantedSet, ...]] = lambda _medium_uuid: ()
    records: Records = field(default_factory=NoRecords)
    trigger: str = "verify"  # the log header's word


@dataclass(frozen=True, slots=True)
class DamagedFile:
    """A file that cannot be restored from this set any more. elsewhere: where it can be, in words."""

    file: IndexedFile
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetCheck:
    """One set, read whole. sha256 is of its set.json as it lies there; damaged are the first MOST_NAMED."""

    name: str
    uuid: str = ""
    part: int = 1
    size: int = 0
    sha256: str = ""
    faults: tuple[Fault, ...] = ()
    damaged: tuple[DamagedFile, ...] = ()
    damaged_files: int = 0
    is_there: bool = True
    is_verified: bool = False  # verified.json on the medium speaks for it, from before or since now

    @property
    def is_whole(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class Verified:
    """result as that of a run of any kind; checks of the sets that were read, also when it ended early."""

    result: BackupResult
    checks: tuple[SetCheck, ...] = ()
