"""Compares a set's files, read past the cache, with what was written: every fault, not only the first."""

import hashlib
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime

from mmbackup.engine.errors import FormatError, MediumDamaged, MediumLost, RunCancelled
from mmbackup.engine.events import Listener, Progress
from mmbackup.engine.format.set_account import VERIFIED_NAME, SetFile
from mmbackup.engine.media.port import INCOMPLETE, Medium
from mmbackup.engine.outcomes import Phase

NO_PART_OF_IT = {VERIFIED_NAME, INCOMPLETE + VERIFIED_NAME}  # the second is what a crash leaves of the first
FILES_AT_ONCE = 2
BETWEEN_REPORTS = 0.25  # seconds


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not what was written. name is its name in the set; text one sentence without a stop."""

    name: str
    text: str


class Count:
    """What the comparing threads have read. They stop at their next chunk once stopped is set."""

    def __init__(self, files: int, size: int) -> None:
        self.stopped = False
        self._files_total, self._size_total = files, size
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


@dataclass(frozen=True, slots=True)
class Watching:
    """Who listens, by which clock, and whether to stop."""

    listen: Listener
    clock: Callable[[], datetime]
    cancelled: Callable[[], bool]

    def look(self, count: Count) -> None:
        """RunCancelled when it is not wanted any more."""
        self.listen(count.progress(self.clock()))
        self.check()

    def check(self) -> None:
        if self.cancelled():
            raise RunCancelled("the run was cancelled while the medium was read back")


def faults_among(
    medium: Medium, folder: str, files: list[SetFile], count: Count, watching: Watching
) -> Generator[Fault, None, None]:
    """Faults as they are found; close it to stop early. MediumLost when the medium itself is gone."""
    missing = list(_faults_of_names(medium, folder, files))
    yield from missing
    gone = {fault.name for fault in missing}
    there = sorted((file for file in files if file.name not in gone), key=lambda file: -file.size)
    with ThreadPoolExecutor(FILES_AT_ONCE) as pool:
        waiting = {pool.submit(_compare, medium, folder, file, count) for file in there}
        try:
            while waiting:
                watching.look(count)
                done, waiting = wait(waiting, BETWEEN_REPORTS, FIRST_COMPLETED)
                yield from _found(done)
        finally:
            count.stopped = count.stopped or bool(waiting)
    medium.check()
    watching.listen(count.progress(watching.clock()))


def _found(done: "set[Future[Fault | None]]") -> Iterator[Fault]:
    for comparison in done:
        fault = comparison.result()
        if fault is not None:
            yield fault


def _faults_of_names(medium: Medium, folder: str, expected: list[SetFile]) -> Iterator[Fault]:
    found, wanted = set(medium.names(folder)), {file.name for file in expected}
    for name in sorted(wanted - found):
        yield Fault(name, f"{folder}/{name} is missing on the medium")
    for name in sorted(found - wanted - NO_PART_OF_IT):
        yield Fault(name, f"{folder}/{name!r} lies on the medium and was never written")


def _compare(medium: Medium, folder: str, file: SetFile, count: Count) -> Fault | None:
    path = f"{folder}/{file.name}"
    try:
        size, digest = _read(medium, path, file, count)
    except MediumLost as error:
        medium.check()  # raises when it is gone; else it is this file that cannot be read
        return Fault(file.name, f"{path} cannot be read back: {error}")
    except MediumDamaged as error:
        return Fault(file.name, f"{path} cannot be read back: {error}")
    except FormatError as error:
        return Fault(file.name, f"{path} is not what was written: {error}")
    count.add(1, 0)
    if size != file.size:
        return Fault(file.name, f"{path} has {size:,} bytes where {file.size:,} were written")
    if digest != file.sha256:
        return Fault(file.name, f"{path} reads back with other bytes than were written")
    return None


def _read(medium: Medium, path: str, file: SetFile, count: Count) -> tuple[int, str]:
    """Size and SHA-256, as the device gives them; a file grown too long is not read to its end."""
    digest, size = hashlib.sha256(), 0
    for chunk in medium.read_back(path):
        digest.update(chunk)
        size += len(chunk)
        count.add(0, len(chunk))
        if size > file.size:
            return medium.size(path), ""
    return size, digest.hexdigest()
