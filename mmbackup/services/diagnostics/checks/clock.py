"""The clock: whether somebody keeps it, and whether it agrees with the disk, the database and the past."""

import ctypes
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from mmbackup import environment
from mmbackup.models import Run, Site
from mmbackup.services.diagnostics.finding import Finding, bad, clock_time, good, unknown, warning

MOST_APART = 5.0  # seconds
SYNCHRONISE = "Have the clock kept by NTP (chrony, systemd-timesyncd) on every machine of the installation."
_TIMEX = 256  # bytes; the kernel's struct is smaller
_UNSYNCHRONISED = 5


def clock(site: Site, now: datetime) -> Iterator[Finding]:
    here = now.astimezone(ZoneInfo(site.time_zone))
    yield good(f"It is {here:%a %b %-d %Y, %H:%M:%S} in {site.time_zone}.")
    yield _kept()
    yield from _apart("the disk of the data folder", _of_disk())
    yield from _apart("the database", _of_database())
    newest = Run.objects.filter(site=site).order_by("-queued_at").values_list("queued_at", flat=True).first()
    if newest is not None and newest > now + timedelta(seconds=MOST_APART):
        when = clock_time(newest, site)
        words = f"There was a run on {when}, which is yet to come: the clock was wrong then, or is now."
        yield bad(words, SYNCHRONISE)


def _kept() -> Finding:
    """The kernel's own word."""
    room = ctypes.create_string_buffer(_TIMEX)
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(room)
    except (OSError, AttributeError):
        state = -1
    if state < 0:
        return unknown("Whether somebody keeps the clock, this system does not tell.", SYNCHRONISE)
    if state == _UNSYNCHRONISED:
        return warning("Nobody keeps this machine's clock.", SYNCHRONISE)
    return good("The clock is kept by a time service.")


def _apart(of: str, seconds: float) -> Iterator[Finding]:
    if abs(seconds) > MOST_APART:
        yield bad(f"The clock of {of} is {seconds:+.0f} seconds from ours.", SYNCHRONISE)


def _of_disk() -> float:
    """It may be another machine's."""
    with tempfile.TemporaryFile(dir=environment.DATA_DIR) as file:
        file.write(b".")
        file.flush()
        return os.fstat(file.fileno()).st_mtime - time.time()


def _of_database() -> float:
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        told: datetime = cursor.fetchone()[0]
    return (told - datetime.now(UTC)).total_seconds()
