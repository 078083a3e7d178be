"""Follows a file that was renamed between listing and reading, as mail is when somebody reads it."""

import os
import time
from collections.abc import Iterator

from mmbackup.engine.sources.mail_queues.postfix import other_places

SURELY_LATER = 50_000_000  # nanoseconds: a file system's clock ticks coarsely
_MOST_LOOKS = 8
_MAILDIR_PAIR = {b"new": b"cur", b"cur": b"new"}


class MovedFiles:
    """Looks a file up by its inode. Keeps one folder's names, since mail moves in herds."""

    def __init__(self) -> None:
        self._folder = b""
        self._changed = -1
        self._is_settled = False
        self._is_in_motion = False
        self._names: dict[int, bytes] = {}

    def places(self, path: bytes, inode: int) -> Iterator[bytes]:
        """Where it was found, as often as it has gone on by the time that it is opened there. A folder whose
        names move may hide it: it is looked through again before the file counts as gone.
        """
        for _ in range(_MOST_LOOKS):
            self._is_in_motion = False
            found = self._find(path, inode)
            if found is not None:
                yield found
            elif not self._is_in_motion:
                return

    def _find(self, path: bytes, inode: int) -> bytes | None:
        """Its new path: in the same folder, in the other one of a Maildir's two, or further on in a queue."""
        folder = os.path.dirname(path)
        for candidate in (folder, *twin_of(folder)):
            name = self._names_in(candidate).get(inode)
            if name is not None:
                return os.path.join(candidate, name)
        return next((place for place in other_places(path) if _inode_of(place) == inode), None)

    def _names_in(self, folder: bytes) -> dict[int, bytes]:
        try:
            changed = os.stat(folder).st_mtime_ns
            if (folder, changed) != (self._folder, self._changed) or not self._is_settled:
                is_old = time.time_ns() - changed > SURELY_LATER
                with os.scandir(folder) as found:
                    self._names = {item.inode(): item.name for item in found}
                self._folder, self._changed = folder, changed
                self._is_settled = is_old and os.stat(folder).st_mtime_ns == changed
            self._is_in_motion |= not self._is_settled
        except OSError:
            return {}
        return self._names


def _inode_of(path: bytes) -> int:
    try:
        return os.lstat(path).st_ino
    except OSError:
        return -1


def twin_of(folder: bytes) -> list[bytes]:
    """The other one of a Maildir's two folders of messages, if this is one of them."""
    parent, base = os.path.split(folder)
    return [os.path.join(parent, _MAILDIR_PAIR[base])] if base in _MAILDIR_PAIR else []
