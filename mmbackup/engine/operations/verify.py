"""Reads a set back from the device and compares every byte with what was written."""

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from datetime import datetime

from mmbackup.engine.errors import FormatError, MediumDamaged, MediumLost, RunCancelled
from mmbackup.engine.events import Listener, Progress
from mmbackup.engine.format.backup_set import SET_NAME, VERIFIED_NAME, BackupSet, SetFile, encode
from mmbackup.engine.media.port import INCOMPLETE, Medium
from mmbackup.engine.outcomes import Phase

NO_PART_OF_IT = {VERIFIED_NAME, INCOMPLETE + VERIFIED_NAME}  # the second is what a crash leaves of the first
FILES_AT_ONCE = 2
BETWEEN_REPORTS = 0.25  # seconds


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
    _check_names(medium, folder, files)
    count = _Count(files)
    with ThreadPoolExecutor(FILES_AT_ONCE) as pool:
        waiting = {pool.submit(_compare, medium, folder, file, count) for file in _largest_first(files)}
        try:
            while waiting:
                listen(count.progress(clock()))
                waiting = _some_ended(waiting, cancelled)
        finally:
            count.stopped = True
    medium.check()
    listen(count.progress(clock()))


def _some_ended(waiting: "set[Future[None]]", cancelled: Callable[[], bool]) -> "set[Future[None]]":
    """The comparisons still under way. The first that found a fault raises it here."""
    done, waiting = wait(waiting, BETWEEN_REPORTS, FIRST_EXCEPTION)
    for comparison in done:
        comparison.result()
    if cancelled():
        raise RunCancelled("the run was cancelled while the medium was read back")
    return waiting


def _largest_first(files: list[SetFile]) -> list[SetFile]:
    return sorted(files, key=lambda file: file.size, reverse=True)


def _compare(medium: Medium, folder: str, file: SetFile, count: "_Count") -> None:
    path = f"{folder}/{file.name}"
    try:
        size, digest = _read(medium, path, file, count)
    except MediumLost as error:
        medium.check()  # raises when it is gone; else it is this file that cannot be read
        raise MediumDamaged(f"{path} cannot be read back: {error}") from error
    except FormatError as error:
        raise MediumDamaged(f"{path} is not what was written: {error}") from error
    if size != file.size:
        raise MediumDamaged(f"{path} has {size:,} bytes where {file.size:,} were written")
    if digest != file.sha256:
        raise MediumDamaged(f"{path} reads back with other bytes than were written")
    count.add(1, 0)


def _read(medium: Medium, path: str, file: SetFile, count: "_Count") -> tuple[int, str]:
    """Size and SHA-256, as the device gives them; a file grown too long is not read to its end."""
    digest, size = hashlib.sha256(), 0
    for chunk in medium.read_back(path):
        digest.update(chunk)
        size += len(chunk)
        count.add(0, len(chunk))
        if size > file.size:
            return medium.size(path), ""
    return size, digest.hexdigest()


def _check_names(medium: Medium, folder: str, expected: list[SetFile]) -> None:
    found, wanted = set(medium.names(folder)), {file.name for file in expected}
    for name in sorted(wanted - found):
        raise MediumDamaged(f"{folder}/{name} is missing on the medium")
    for name in sorted(found - wanted - NO_PART_OF_IT):
        raise MediumDamaged(f"{folder}/{name!r} lies on the medium and was never written")


def _set_file(backup_set: BackupSet) -> SetFile:
    content = encode(backup_set)
    return SetFile(SET_NAME, len(content), hashlib.sha256(content).hexdigest())


class _Count:
    """What the comparing threads have read. They stop at their next chunk once stopped is set."""

    def __init__(self, files: list[SetFile]) -> None:
        self.stopped = False
        self._files_total = len(files)
        self._size_total = sum(file.size for file in files)
        self._lock = threading.Lock()
        self._files = self._size = 0

    def add(self, files: int, size: int) -> None:
        if self.stopped:
            raise RunCancelled("the read back was stopped")
        with self._lock:
            self._files += files
            self._size += size

    def progress(self, now: datetime) -> Progress:
        with self._lock:
            files, size = self._files, self._size
        return Progress(Phase.READ_BACK, now, files, self._files_total, size, self._size_total)
