"""What the engine tells while it works. A log, a progress bar and the database listen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.engine.tally import Tally


@dataclass(frozen=True, slots=True)
class PhaseBegan:
    phase: Phase
    at: datetime


@dataclass(frozen=True, slots=True)
class MediumFound:
    """The medium was accepted. Sizes in bytes."""

    uuid: str
    name: str
    pool: str
    capacity: int
    free: int


@dataclass(frozen=True, slots=True)
class Planned:
    """Listing is done: what there is to save, in files and bytes as they lie on the servers."""

    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Progress:
    """At most a few times a second. size and size_total count the phase's own bytes."""

    phase: Phase
    at: datetime
    files: int
    files_total: int
    size: int
    size_total: int


@dataclass(frozen=True, slots=True)
class ErrorNoted:
    """server and item are empty when the error belongs to the run as a whole."""

    server: str
    item: str
    text: str


@dataclass(frozen=True, slots=True)
class OldSetRemoved:
    name: str
    before_writing: bool


@dataclass(frozen=True, slots=True)
class BackupResult:
    """How a run ended. verdict is the log's last line, next_step the line before it (empty on success)."""

    outcome: Outcome
    reason: str
    next_step: str
    verdict: str
    ended_at: datetime
    tallies: tuple[Tally, ...] = ()
    errors: int = 0
    set_uuid: str = ""
    set_name: str = ""
    medium_uuid: str = ""
    medium_name: str = ""
    size_on_medium: int = 0
    medium_capacity: int = 0
    medium_free: int = 0
    seconds_by_phase: tuple[tuple[str, float], ...] = ()
    error: str = ""  # the name of the error's class that ended the run, such as MediumDamaged
    medium_first_used_at: str = ""  # ISO 8601, as the medium's identity says; empty: not known
    medium_write_count: int = 0
    medium_replace_by: str = ""
    set_sha256: str = ""  # of the set.json that was written
    recipients: tuple[str, ...] = ()  # that the set is encrypted to


@dataclass(frozen=True, slots=True)
class PartWritten:
    """One part of an attended backup: on its medium, read back and found equal. Sizes in bytes.

    tallies are of this part alone; left_files and left_size are what is still to be saved on further media.
    manifest is the server's own copy of the part's manifest.
    """

    number: int
    set_uuid: str
    set_name: str
    medium_uuid: str
    medium_name: str
    medium_pool: str
    medium_capacity: int
    medium_free: int
    size_on_medium: int
    tallies: tuple[Tally, ...]
    verified_at: datetime
    left_files: int
    left_size: int
    manifest: str
    medium_first_used_at: str = ""  # ISO 8601, as the medium's identity says; empty: not known
    medium_write_count: int = 0
    medium_replace_by: str = ""
    set_sha256: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MediumRefused:
    """An attended backup cannot go on with what is in the drive; another medium may be put in.

    error is the name of the error's class. The part that was to be written is to be begun anew.
    """

    error: str
    reason: str
    next_step: str
    medium_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What one call of an attended backup, or of a restore, came to.

    part alone: go on with the next medium. refused alone: put another medium in, the part is begun anew.
    result: the backup has ended, with part if that was its last one.
    """

    part: PartWritten | None = None
    refused: MediumRefused | None = None
    result: BackupResult | None = None


Event = PhaseBegan | MediumFound | Planned | Progress | ErrorNoted | OldSetRemoved
Listener = Callable[[Event], None]


def ignore(_event: Event) -> None:
    """Listen to nothing."""
