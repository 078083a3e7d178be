"""Reads a set back from the device and compares every byte with what was written."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from mmbackup.engine.errors import FormatError, MediumDamaged
from mmbackup.engine.events import Listener
from mmbackup.engine.format.set_account import SET_NAME, BackupSet, SetFile
from mmbackup.engine.format.set_text import encode
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.checking.comparing import Count, Watching, faults_among


def read_back(
    *,
    medium: Medium,
    folder: str,
    backup_set: BackupSet,
    listen: Listener,
    clock: Callable[[], datetime],
    cancelled: Callable[[], bool],
) -> None:
    """Silence is proof: MediumDamaged names a file that differs, MediumLost says the medium went away."""
    files = [*backup_set.files, _set_file(backup_set)]
    count = Count(len(files), sum(file.size for file in files))
    watching = Watching(listen, clock, cancelled)
    try:
        with closing(faults_among(medium, folder, files, count, watching)) as faults:
            for fault in faults:
                raise MediumDamaged(fault.text)
    except FormatError as error:
        raise MediumDamaged(f"{folder} is not what was written: {error}") from error


def _set_file(backup_set: BackupSet) -> SetFile:
    content = encode(backup_set)
    return SetFile(SET_NAME, len(content), hashlib.sha256(content).hexdigest())
