"""What is in a drive, judged for a night: would the backup go onto it, and how would it end?"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mmbackup.engine.errors import (
    BackupError,
    ForeignMedium,
    MediumError,
    MediumLost,
    NoMedium,
    SystemDataDoesNotFit,
    UnlabelledMedium,
    WriteProtected,
)
from mmbackup.engine.format.identity import Identity
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.rotation.admission import Judged, judge, no_usable_key
from mmbackup.engine.rotation.facts import KnownMedium
from mmbackup.engine.rotation.library import Library
from mmbackup.engine.rotation.nights import Night
from mmbackup.models import Drive
from mmbackup.services.drives.look_into_drive import DriveLook, DriveState
from mmbackup.services.media.remember_medium import Life, as_uuid
from mmbackup.services.rotation.forecast import Forecast
from mmbackup.services.rotation.of_run import as_on_medium

_UNKNOWN = datetime.min.replace(tzinfo=UTC)
SYSTEM_MUST_FIT = "System data alone takes about {needed:,} bytes, and there is room for {room:,}"


@dataclass(frozen=True, slots=True)
class InDrive:
    """foretold is None where the end is not known; error says why the night would fail. room in bytes.

    judged is the rotation's word on a medium of ours; None when there is none, or it cannot be asked.
    """

    name: str
    foretold: Outcome | None
    error: BackupError | None = None
    judged: Judged | None = None
    room: int | None = None
    label_for: str = ""

    @property
    def accepted(self) -> bool:
        return self.error is None

    @property
    def problem(self) -> str:
        """One sentence; empty when all is well."""
        text = str(self.error) if self.error else ""
        return f"{text[:1].upper()}{text[1:]}." if text else ""

    @property
    def next_step(self) -> str:
        return self.error.next_step if self.error else ""


def as_seen(*, drive: Drive, look: DriveLook, library: Library) -> Library:
    """With what the drive shows of the medium in it, which may be newer than what is remembered."""
    if look.state is not DriveState.LOADED or library.get(str(as_uuid(look.uuid))) is None:
        return library
    return library.with_medium(_medium(drive, look, library))


def judge_what_is_in(
    *, drive: Drive, look: DriveLook, night: Night, library: Library, foreseen: Forecast
) -> InDrive:
    match look.state:
        case DriveState.LOADED:
            found = _loaded(drive, look, night, library)
        case DriveState.BLANK:
            found = _blank(look, night)
        case DriveState.EMPTY:
            found = _failing("", NoMedium(_bare(look.problem) or f"no medium in drive {drive.name}"))
        case DriveState.FOREIGN:
            found = _failing(look.name, ForeignMedium(_bare(look.problem)))
        case _:
            found = _failing(
                look.name, MediumLost(_bare(look.problem) or f"drive {drive.name} is out of reach")
            )
    return _with_room(found, night, foreseen)


def _loaded(drive: Drive, look: DriveLook, night: Night, library: Library) -> InDrive:
    medium = _medium(drive, look, library)
    judged = judge(medium=medium, night=night, library=library.with_medium(medium))
    if judged.refusal is not None:
        return replace(_failing(look.name, judged.refusal), judged=judged)
    if look.write_protected:
        error = WriteProtected(f"medium {look.name} is write-protected")
        return replace(_failing(look.name, error), judged=judged)
    return InDrive(look.name, None, judged=judged, room=judged.room)


def _medium(drive: Drive, look: DriveLook, library: Library) -> KnownMedium:
    life = look.life or Life()
    identity = Identity(
        look.uuid, look.name, look.pool, life.first_used_at or _UNKNOWN, life.write_count, life.replace_by
    )
    return as_on_medium(
        library=library, identity=identity, sets=look.sets, free=look.free, time_zone=drive.site.time_zone
    )


def _blank(look: DriveLook, night: Night) -> InDrive:
    name = look.name or "blank medium"
    if look.write_protected:
        return _failing(name, WriteProtected("the blank medium is write-protected"))
    pool = night.pool_for_blanks
    if pool is None:
        return _failing(name, UnlabelledMedium("the medium is blank and has no label"))
    if pool.lacks_key:
        return _failing(name, no_usable_key(pool.name))
    return InDrive(name, None, room=look.free, label_for=pool.name)


def _with_room(found: InDrive, night: Night, foreseen: Forecast) -> InDrive:
    """How it would end, by the size that is expected."""
    size = night.size_expected
    if not found.accepted or found.room is None or size is None:
        return found
    needed = round(size * foreseen.system_share)
    if needed > found.room:
        error = SystemDataDoesNotFit(SYSTEM_MUST_FIT.format(needed=needed, room=found.room))
        return replace(found, foretold=Outcome.FAILED, error=error)
    return replace(found, foretold=Outcome.FULL if size <= found.room else Outcome.PARTIAL)


def _failing(name: str, error: MediumError) -> InDrive:
    return InDrive(name, error.outcome, error)


def _bare(sentence: str) -> str:
    """As errors are worded."""
    return f"{sentence[:1].lower()}{sentence[1:]}".rstrip(".")
