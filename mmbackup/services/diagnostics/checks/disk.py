"""Room on the server's own disks: for logs, indexes, the database, and an outcome's last words."""

import os
from collections.abc import Iterator
from datetime import datetime

from humanize import naturalsize

from mmbackup.models import Site
from mmbackup.services.diagnostics.finding import Finding, bad, good, warning
from mmbackup.services.reserve import SIZE, reserves

LOW = 0.1  # of the disk
LEAST = 1_000_000_000
MAKE_ROOM = "Make room on this disk: remove what is not mmbackup's, or enlarge it."


def disk(_site: Site, _now: datetime) -> Iterator[Finding]:
    for path in reserves():
        room = os.statvfs(path.parent)
        free, whole = room.f_bavail * room.f_frsize, room.f_blocks * room.f_frsize
        words = f"{path.parent}: {naturalsize(free)} of {naturalsize(whole)} free."
        if not path.exists() and free < 3 * SIZE:
            yield bad(f"{words} The reserve for a full disk is used up.", MAKE_ROOM)
        elif free < min(LEAST, whole * LOW):
            yield warning(words, MAKE_ROOM)
        else:
            yield good(words)
