"""Lists one source as a backup would, and tells what it would save: how much, how old, under which names."""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from mmbackup.engine.errors import RunCancelled
from mmbackup.engine.events import ErrorNoted, Event, Progress
from mmbackup.engine.format.log import LogBook, LogHeader
from mmbackup.engine.format.log_spool import spool_folder
from mmbackup.engine.format.names import escape
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.listing import Listing, list_sources
from mmbackup.engine.operations.backup.readers import Readers
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Phase
from mmbackup.engine.sources.entry import AGE, KIND, OUTPUT, PATH, SIZE, Entry

MOST_NAMES = 50
MOST_ERRORS = 50
MOST_LINES = 20
LONGEST_LINE = 500
LARGEST_OUTPUT = 1 << 30  # of a command; a backup has no such limit
BETWEEN_LOOKS = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class FoundFile:
    """Escaped, as in the log."""

    path: str
    size: int
    changed_at: float  # seconds since 1970


@dataclass(slots=True)
class SourceTried:
    """ended_early says why not all of it was gone through; then files and size are those found so far."""

    files: int = 0
    size: int = 0
    newest: float | None = None
    oldest: float | None = None
    names: list[FoundFile] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # what a command says first, escaped
    errors: list[str] = field(default_factory=list)
    error_count: int = 0
    ended_early: str = ""


def try_source(
    *,
    job: BackupJob,
    clock: Callable[[], datetime],
    cancelled: Callable[[], bool],
    listen: Callable[[int, int], None],
    seconds: float,
) -> SourceTried:
    """job has one source. listen is told files and bytes; seconds bound the whole. Nothing is kept."""
    tried = SourceTried()
    path = os.path.join(job.spool_folder, "trial")
    header = LogHeader(job.site, job.run_id, job.trigger, "", job.drive.name, job.started_at)
    bounds = _Bounds(job, cancelled, seconds)
    try:
        with closing(LogBook(path, header, ZoneInfo(job.time_zone))) as log:
            desk = Desk(job, log, clock, _listener(tried, listen), bounds)
            desk.begin(Phase.COLLECT)
            with closing(Readers(desk)) as readers:
                _tell(tried, list_sources(desk, readers), job)
    except RunCancelled:
        tried.ended_early = bounds.reason
    finally:
        shutil.rmtree(spool_folder(path), ignore_errors=True)
    return tried


class _Bounds:
    """Asked often whether to stop; remembers why."""

    def __init__(self, job: BackupJob, cancelled: Callable[[], bool], seconds: float) -> None:
        self._spool, self._cancelled, self._seconds = job.spool_folder, cancelled, seconds
        self._until = time.monotonic() + seconds
        self._looked = 0.0
        self.reason = ""

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self.reason and now - self._looked >= BETWEEN_LOOKS:
            self._looked = now
            self.reason = self._reason(now)
        return bool(self.reason)

    def _reason(self, now: float) -> str:
        if self._cancelled():
            return "it was cancelled"
        if now >= self._until:
            return f"a test takes {self._seconds:g} seconds at most"
        said = sum(path.stat().st_size for path in Path(self._spool).glob("output-*/*"))
        return "the command says more than a test takes up (1 GB)" if said > LARGEST_OUTPUT else ""


def _listener(tried: SourceTried, listen: Callable[[int, int], None]) -> Callable[[Event], None]:
    def hear(event: Event) -> None:
        if isinstance(event, ErrorNoted):
            tried.error_count += 1
            if len(tried.errors) < MOST_ERRORS:
                tried.errors.append(event.text)
        elif isinstance(event, Progress):
            tried.files, tried.size = event.files, event.size
            listen(event.files, event.size)

    return hear


def _tell(tried: SourceTried, listing: Listing, job: BackupJob) -> None:
    """In the order of saving: the newest first."""
    tried.files, tried.size = listing.files[0], listing.sizes[0]
    for entry in listing.by_type[job.sources[0].item.data_type].files.merged():
        changed_at = -entry[AGE] / 1e9
        tried.newest = max(changed_at, tried.newest or changed_at)
        tried.oldest = min(changed_at, tried.oldest or changed_at)
        if len(tried.names) < MOST_NAMES:
            tried.names.append(_named(entry, changed_at))
        if entry[KIND] == OUTPUT:
            tried.lines = _first_lines(entry)


def _named(entry: Entry, changed_at: float) -> FoundFile:
    """What a program has said has the name that it is saved under."""
    name = os.path.basename(entry[PATH]) if entry[KIND] == OUTPUT else entry[PATH]
    return FoundFile(escape(name), entry[SIZE], changed_at)


def _first_lines(entry: Entry) -> list[str]:
    with open(entry[PATH], "rb") as file:
        head = file.read(MOST_LINES * LONGEST_LINE)
    return [escape(line[:LONGEST_LINE]) for line in head.split(b"\n")[:MOST_LINES]]
