"""What this process holds: its open descriptors, and its threads."""

import gc
import os
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import filterfalse
from typing import NamedTuple


class Held(NamedTuple):
    descriptors: Counter[str]  # what each leads to
    threads: frozenset[threading.Thread]

    def since(self, before: "Held") -> list[str]:
        """What has come. What went may be what another test left behind, and that ended meanwhile."""
        new = [thread.name for thread in self.threads - before.threads]
        return sorted([*(self.descriptors - before.descriptors).elements(), *new])


def held() -> Held:
    """Nothing is said of what only Python's own collector has still to let go of."""
    gc.collect()
    found = []
    for descriptor in os.listdir("/proc/self/fd"):
        with suppress(FileNotFoundError):  # the one that the folder was read by
            found.append(os.readlink(f"/proc/self/fd/{descriptor}"))
    return Held(Counter(filterfalse(_of_database(found), found)), frozenset(threading.enumerate()))


def _of_database(found: list[str]) -> Callable[[str], bool]:
    """SQLite closes its file only when nobody in the process locks it any more: closed connections leave some
    of it, for the next to take. Each that is open has a journal (-wal) too, which is counted."""
    return lambda path: f"{path}-wal" in found
