"""Waits until no mail program writes to an mbox, and keeps them from it while it is read.

As they do it among themselves: a read lock by fcntl on the whole file; and a file beside it, NAME.lock,
which is respected and never made, as a source is only read. Whoever locks by flock alone is not kept out.
On another machine nothing locks: the tools there have flock at most.
(https://man7.org/linux/man-pages/man2/fcntl_locking.2.html)
"""

import fcntl
import os
import struct
import time
from collections.abc import Callable

NOT_LOCKED = "saved, not locked"  # for the log
PATIENCE = 10.0  # seconds for one mailbox
MOST_WAITED = 120.0  # for all of a process: a night has other files to save
STALE = 600.0  # so old a lock file was left behind: deliveries take it over then, too
_BETWEEN = 0.02
_FLOCK = struct.Struct("hhqqi4x")
_READ_LOCK = _FLOCK.pack(fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
_NO_LOCK = _FLOCK.pack(fcntl.F_UNLCK, os.SEEK_SET, 0, 0, 0)


class MailboxLock:
    """One for all mailboxes of a process. What lock() has locked is free when its descriptor is closed."""

    def __init__(self, tick: Callable[[], None]) -> None:
        self._tick = tick
        self._left = MOST_WAITED

    def lock(self, descriptor: int, path: bytes) -> bool:
        """False when somebody would not let go of it: half a message may stand at its end."""
        until = time.monotonic() + min(PATIENCE, self._left)
        while not _is_locked(descriptor, path):
            if time.monotonic() >= until:
                return False
            time.sleep(_BETWEEN)
            self._left -= _BETWEEN
            self._tick()
        return True


def _is_locked(descriptor: int, path: bytes) -> bool:
    """The lock file is looked for last: whoever made one meanwhile waits for our lock, or we for theirs."""
    try:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _READ_LOCK)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return not _has_lock_file(path)
    if _has_lock_file(path):
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _NO_LOCK)
        return False
    return True


def _has_lock_file(path: bytes) -> bool:
    try:
        made = os.lstat(path + b".lock").st_mtime
    except OSError:
        return False
    return time.time() - made < STALE
