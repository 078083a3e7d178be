"""What a restore drill is told before it begins, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mmbackup.engine.events import BackupResult
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.operations.restore.job import Taker

SAMPLE_FILES = 200
SAMPLE_SIZE = 200_000_000


@dataclass(frozen=True, slots=True)
class DrillSet:
    """The set to restore from: the part of it that lies on one medium, and its index here."""

    uuid: str
    part: int
    name: str
    medium_uuid: str
    medium_name: str
    index: Path
    is_encrypted: bool = False


@dataclass(frozen=True, slots=True)
class DrillJob:
    """One drill. folder is its own on the server, and exists; it is removed by the caller afterwards.

    choose answers the set for the medium that is in the drive, by its uuid, or raises a RestoreError.
    roots are what local sources save, by server: whatever lies below them is compared with its source.
    takers are the sources of today: what of a program's output is checked as theirs.
    identities are age secret keys; seed makes the sample.
    """

    run_id: str
    site: str
    time_zone: str
    started_at: datetime
    drive: DriveSpec
    log_path: str
    folder: str
    choose: Callable[[str], DrillSet]
    roots: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    takers: tuple[Taker, ...] = ()
    identities: Callable[[], tuple[str, ...]] = lambda: ()
    seed: str = ""
    sample_files: int = SAMPLE_FILES
    sample_size: int = SAMPLE_SIZE
    trigger: str = "drill"  # the log header's word


@dataclass(slots=True)
class DrillCount:
    """What a drill did. opened: of each kind of content, how many could be opened and how many not.

    unchecked: how many nobody could look at, though their kind is known.
    """

    set_uuid: str = ""
    set_name: str = ""
    files: int = 0
    size: int = 0
    compared: int = 0
    opened: dict[str, list[int]] = field(default_factory=dict)
    unchecked: int = 0
    seconds: float = 0.0
    needs_key: bool = False


@dataclass(frozen=True, slots=True)
class Drilled:
    """result as that of a run of any kind."""

    result: BackupResult
    count: DrillCount
