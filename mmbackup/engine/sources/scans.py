"""Reads folders again while their names move: a rename may hide a file from whoever reads the folder.

What a folder shows of a name that is added or removed while it is read is left open by POSIX (readdir). Mail
moves in herds: whoever opens a mailbox or marks its messages has all of their files renamed.
"""

import os
import time
from array import array
from collections.abc import Iterator, Sequence

from mmbackup.engine.sources.moved import SURELY_LATER, twin_of

_MOST = 8
_PAUSE = 0.02  # seconds


class Scans:
    """Of one folder, or of two between which files move: each file is new once, whatever it is called."""

    def __init__(self) -> None:
        self._told = array("q")
        self._earlier: frozenset[int] = frozenset()
        self.gone: list[bytes] = []  # names of the last scan that led nowhere by then

    def until_still(self, path: bytes) -> Iterator[None]:
        """Once for each time that the folder is to be read; it may never be still. Raises OSError."""
        for number in range(_MOST):
            self.gone.clear()
            self._earlier = frozenset(self._told)
            before, now = os.stat(path).st_mtime_ns, time.time_ns()
            yield
            is_old = now - before > SURELY_LATER
            if is_old and not self.gone and os.stat(path).st_mtime_ns == before:
                return
            if number < _MOST - 1:
                time.sleep(_PAUSE)

    def is_new(self, status: os.stat_result) -> bool:
        """Further names of a file are, if the same scan shows them."""
        identity = hash((status.st_dev, status.st_ino))
        if identity in self._earlier:
            return False
        self._told.append(identity)
        return True


def in_pairs(folders: Sequence[bytes]) -> Iterator[tuple[bytes, ...]]:
    """A Maildir's new with its cur behind it, since mail moves that way; every other folder by itself."""
    known = frozenset(folders)
    for folder in folders:
        twins = [twin for twin in twin_of(folder) if twin in known]
        if not twins:
            yield (folder,)
        elif folder.endswith(b"/new"):
            yield (folder, *twins)
