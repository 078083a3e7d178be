"""Writes onto its medium that a part was read back.

The server knows it first: were it the other way round, a crash between the two would have the part written
again on another medium, and two media would say that they are the same part.
"""

import contextlib
import hashlib
from dataclasses import replace

from mmbackup.engine.errors import BackupError
from mmbackup.engine.format.backup_set import write_verified
from mmbackup.engine.format.identity import read_identity
from mmbackup.engine.format.set_account import SET_LIMIT, SET_NAME
from mmbackup.engine.media.port import DriveSpec, Medium
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.attended.folder import StateFolder
from mmbackup.engine.operations.attended.shapes import Proven, State

_BY = "mmbackup, in the run that wrote it"


def mark(medium: Medium, proven: Proven) -> None:
    part = proven.part
    write_verified(medium, part.set_name, at=part.verified_at, by=_BY, verdict=proven.verdict)


def marked(state: State) -> State:
    """Its last part is marked."""
    return replace(state, parts=(*state.parts[:-1], replace(state.parts[-1], is_marked=True)))


def take_up(state: State, folder: StateFolder, drive: DriveSpec) -> State:
    """After a crash between the two: mark the part if its medium is in the drive still.

    It was read back in any case; on a medium that is gone restore.sh merely says less.
    """
    with contextlib.suppress(BackupError):
        _mark_in_drive(state.parts[-1], drive)
    state = marked(state)
    folder.save(state)
    return state


def _mark_in_drive(proven: Proven, drive: DriveSpec) -> None:
    medium = open_drive(drive).open()
    try:
        identity = read_identity(medium)
        if identity is not None and identity.uuid == proven.part.medium_uuid:
            content = medium.read_small(f"{proven.part.set_name}/{SET_NAME}", SET_LIMIT)
            if hashlib.sha256(content).hexdigest() == proven.set_sha256:
                mark(medium, proven)
    finally:
        medium.close()
