"""Whether what a source lies in has gone, such as a disk that was unmounted after its files were listed."""

import os
import stat
from collections.abc import Sequence

from mmbackup.engine.sources.entry import DEVICE, PATH, SOURCE, Entry
from mmbackup.engine.sources.local_files import distinct_roots
from mmbackup.engine.sources.registry import walk_of
from mmbackup.engine.sources.wire import WireSource


class Roots:
    """Asked about files that are there no more: one may be deleted, but not a whole source unnoticed."""

    def __init__(self, sources: Sequence[WireSource]) -> None:
        self._roots = [distinct_roots(walk_of(source.kind, source.settings).roots) for source in sources]
        self._told: set[tuple[int, bytes]] = set()

    def newly_lost(self, entry: Entry) -> bytes:
        """The root that took the file with it, said once; empty when only the file is gone."""
        for root in self._roots[entry[SOURCE]]:
            key = (entry[SOURCE], root)
            if key not in self._told and lies_in(entry[PATH], root) and _is_lost(root, entry[DEVICE]):
                self._told.add(key)
                return root
        return b""


def lies_in(path: bytes, root: bytes) -> bool:
    return path == root or path.startswith(root.rstrip(b"/") + b"/")


def _is_lost(root: bytes, device: int) -> bool:
    """Missing, or a mount point with nothing on it: another device, and empty."""
    try:
        status = os.stat(root)
        return stat.S_ISDIR(status.st_mode) and status.st_dev != device and not os.listdir(root)
    except OSError:
        return True
