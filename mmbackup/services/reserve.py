"""Room kept back on the backup server's own disk, given up when that is full, so that outcomes are told.

On SQLite a full disk makes the outcome's transaction fail: the reserve is released and the transaction
tried again. On PostgreSQL, whose disk is not ours to reserve, the outcome stays in the run's journal and its
log, and the watchdog records it as soon as the database takes writes again.
"""

import errno
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, OperationalError

from mmbackup import environment
from mmbackup.engine.codes import SERVER_DISK_FULL
from mmbackup.engine.errors import ServerDiskFull
from mmbackup.models import Site
from mmbackup.services.alarms import raise_alarm, resolve_alarm

SIZE = 32 * 1024 * 1024
LEAST_FREE = 1024 * 1024
SPARE = 2 * SIZE  # refilled only when so much would be free beside it, so that it does not go to and fro
_FULL_ERRNOS = (errno.ENOSPC, errno.EDQUOT)
_FULL_WORDS = ("disk is full", "no space left on device", "disk quota exceeded")

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")


def despite_full_disk(*, site: Site, now: datetime, write: Callable[[], Answer]) -> Answer:
    """Call write; when the disk is full, release the reserve, raise the alarm, and call it once more."""
    try:
        return write()
    except (OperationalError, OSError, ServerDiskFull) as error:
        if not is_disk_full(error) or not release_reserve():
            raise
    answer = write()
    try:
        raise_disk_full(site=site, now=now)
    except DatabaseError as error:  # the watchdog raises it again
        logger.warning("The alarm of the full disk could not be recorded: %s", error)
    return answer


def is_disk_full(error: BaseException) -> bool:
    if isinstance(error, ServerDiskFull):
        return True
    if isinstance(error, OSError):
        return error.errno in _FULL_ERRNOS
    return any(words in str(error).lower() for words in _FULL_WORDS)


def raise_disk_full(*, site: Site, now: datetime) -> None:
    raise_alarm(
        site=site,
        code=SERVER_DISK_FULL,
        location="backup server",
        detail=f"The disk that holds {environment.DATA_DIR} or the database is full, or nearly so.",
        now=now,
    )


def make_reserve() -> bool:
    """True when the reserve is whole. Made only when plenty stays free beside it."""
    made = [_make(path) for path in reserves()]
    return all(made)


def release_reserve() -> bool:
    """True when there was something to release."""
    released = [_release(path) for path in reserves()]
    return any(released)


def make_room() -> None:
    """For the start of anything unattended: SQLite cannot even be opened on a disk without a free byte.

    The alarm is the watchdog's, who finds the reserve gone.
    """
    if any(_free(path) < LEAST_FREE for path in reserves()):
        release_reserve()


def refill_reserve(*, site: Site, now: datetime) -> bool:
    """For the watchdog: keep the reserve whole. The alarm stands as long as there is no room for it."""
    whole = make_reserve()
    if whole:
        resolve_alarm(site=site, code=SERVER_DISK_FULL, reason="The reserve could be made again", now=now)
    else:
        raise_disk_full(site=site, now=now)
    return whole


def reserves() -> list[Path]:
    """Where they are kept: one on each disk that an outcome is written to."""
    folders = [environment.DATA_DIR]
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        folders.append(Path(database["NAME"]).parent)
    by_disk = {os.stat(folder).st_dev: folder for folder in reversed(folders) if folder.is_dir()}
    return [folder / "reserve" for folder in by_disk.values()]


def _make(path: Path) -> bool:
    if path.exists() and path.stat().st_blocks * 512 >= SIZE:
        return True
    if _free(path) < SIZE + SPARE:
        return False
    try:
        _allocate(path)
    except OSError:
        _release(path)
        return False
    return True


def _free(path: Path) -> int:
    disk = os.statvfs(path.parent)
    return disk.f_bavail * disk.f_frsize


def _allocate(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, SIZE)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _release(path: Path) -> bool:
    with suppress(OSError):
        path.unlink()
        return True
    return False
