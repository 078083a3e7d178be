"""What is in a drive now. Never hangs: a drive that does not answer in time is out of reach until it does."""

import threading
from collections.abc import Callable

from mmbackup.engine.errors import (
    ForeignFileSystem,
    ForeignMedium,
    FormatError,
    MediumError,
    NoMedium,
    UnformattedMedium,
    WrongMedium,
)
from mmbackup.engine.format.backup_set import list_sets, set_folders
from mmbackup.engine.format.identity import Identity, read_identity
from mmbackup.engine.media.port import DriveSpec, Medium
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.content import list_content
from mmbackup.engine.operations.erase import unopened
from mmbackup.engine.operations.label import refuse_foreign
from mmbackup.engine.operations.relabel import KEPT, holding
from mmbackup.models import Drive
from mmbackup.services.drives.drive_look import DriveLook, DriveState, from_json
from mmbackup.services.media.remember_medium import Life

__all__ = ["DriveLook", "DriveState", "look_into_drive", "look_now"]

PATIENCE = 5.0  # seconds
LONG_PATIENCE = 60.0  # seconds, for a disc that must be spun up first
NEEDS_RIGHTS = {"block device"}


_looking: dict[str, threading.Thread] = {}  # by the drive's settings: looks that have not come back


def look_into_drive(*, drive: Drive, look: Callable[[DriveSpec], DriveLook] | None = None) -> DriveLook:
    """Asked by everybody. A drive that only some may look into is answered for by what they saw last."""
    if look is None and drive.kind in NEEDS_RIGHTS:
        return last_seen(drive)
    return look_now(drive.spec, look=look)


def look_now(
    spec: DriveSpec, *, look: Callable[[DriveSpec], DriveLook] | None = None, patience: float | None = None
) -> DriveLook:
    """The look itself runs in a thread that is left behind when the kernel does not answer, one a drive."""
    key = f"{spec.kind} {spec.settings}"
    late = _looking.get(key)
    if late is not None and late.is_alive():
        return _no_answer(spec)
    seen: list[DriveLook] = []
    thread = threading.Thread(target=lambda: seen.append((look or _look)(spec)), name="look", daemon=True)
    _looking[key] = thread
    thread.start()
    thread.join(PATIENCE if patience is None else patience)
    return seen[0] if seen else _no_answer(spec)


def last_seen(drive: Drive) -> DriveLook:
    """seen_at says when that was."""
    try:
        return from_json(drive.seen, at=drive.seen_at)
    except (KeyError, TypeError, ValueError, FormatError):
        problem = f"Nobody has looked into {drive.name} yet: see that the program drives runs on its host."
        return DriveLook(DriveState.UNREACHABLE, problem=problem, seen_at=drive.seen_at)


def _no_answer(spec: DriveSpec) -> DriveLook:
    return DriveLook(DriveState.UNREACHABLE, problem=f"Drive {spec.name} does not answer.")


def _look(spec: DriveSpec) -> DriveLook:
    try:
        medium = open_drive(spec).open()
    except NoMedium as error:
        return DriveLook(DriveState.EMPTY, problem=_sentence(error))
    except (UnformattedMedium, ForeignFileSystem) as error:
        return _look_at_unopened(spec, error)
    except (MediumError, FormatError) as error:
        return DriveLook(DriveState.UNREACHABLE, problem=_sentence(error))
    try:
        return _look_at(medium, spec)
    except (MediumError, FormatError) as error:
        return DriveLook(DriveState.UNREACHABLE, name=medium.name_hint, problem=_sentence(error))
    finally:
        medium.close()


def _look_at_unopened(spec: DriveSpec, error: WrongMedium) -> DriveLook:
    state = DriveState.BLANK if isinstance(error, UnformattedMedium) else DriveState.FOREIGN
    found = unopened(spec, error)
    return DriveLook(state, problem=_sentence(error), mark=found.mark, word=found.word, needs_format=True)


def _look_at(medium: Medium, spec: DriveSpec) -> DriveLook:
    try:
        identity = read_identity(medium)
        if identity is not None:
            return _look_at_ours(medium, identity, spec)
        refuse_foreign(medium)
    except FormatError as error:
        return _look_at_foreign(medium, f"The medium cannot be trusted: {error}.")
    except ForeignMedium as error:
        return _look_at_foreign(medium, _sentence(error))
    room, protected = medium.room(), medium.is_write_protected()
    name = medium.name_hint
    return DriveLook(DriveState.BLANK, name, "", "", room.capacity, room.free, protected, (), _blank(spec))


def _look_at_ours(medium: Medium, identity: Identity, spec: DriveSpec) -> DriveLook:
    room, protected = medium.room(), medium.is_write_protected()
    return DriveLook(
        DriveState.LOADED,
        identity.name,
        identity.uuid,
        identity.pool,
        room.capacity,
        room.free,
        protected,
        tuple(list_sets(medium)),
        _what_is_wrong(identity.pool, spec, protected=protected),
        mark=identity.uuid,
        word=identity.name,
        content=list_content(medium, leave_out={*KEPT, *set_folders(medium)}),
        life=Life.of(identity),
    )


def _look_at_foreign(medium: Medium, problem: str) -> DriveLook:
    room, found = medium.room(), holding(medium)
    return DriveLook(
        DriveState.FOREIGN,
        medium.name_hint,
        capacity=room.capacity,
        free=room.free,
        write_protected=medium.is_write_protected(),
        problem=problem,
        mark=found.mark,
        word=found.word,
        content=list_content(medium),
    )


def _blank(spec: DriveSpec) -> str:
    return "" if spec.label_blank else "The medium is blank and has no label, so no backup goes onto it."


def _what_is_wrong(pool: str, spec: DriveSpec, *, protected: bool) -> str:
    taken = (spec.pool, *spec.other_pools)
    if pool not in taken:
        return f"The medium belongs to the pool {pool}; this drive takes {', '.join(taken)}."
    return "The medium is write-protected." if protected else ""


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
