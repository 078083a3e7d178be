"""Carries errands in threads of their own, so that a receiver that never answers stops nobody else.

Threads touch no database. Each name (a channel's) has one at the most: one that hangs is left behind, and
until it comes back nothing more is carried for that name.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from mmbackup.services.notices.letter import NotDelivered, Receipt

PATIENCE = 60.0  # seconds for one errand


class Errand(NamedTuple):
    number: int
    act: Callable[[], Receipt]


class Came(NamedTuple):
    """What became of an errand. None: it was not tried, since the one before it was in vain."""

    name: str
    number: int
    result: Receipt | NotDelivered | None


class Postman:
    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._walks: dict[str, _Walk] = {}

    def is_out(self, name: str) -> bool:
        return name in self._walks

    def send(self, *, name: str, errands: Sequence[Errand]) -> None:
        """In their order; not while he is out for that name."""
        self._walks[name] = _Walk(name, errands)

    def returned(self) -> list[Came]:
        """What has come back since it was asked last."""
        found: list[Came] = []
        for name, walk in list(self._walks.items()):
            found += walk.results(self._patience)
            if walk.has_ended:
                del self._walks[name]
        return found

    def wait(self, seconds: float) -> None:
        """Until all are back, or for so long."""
        deadline = time.monotonic() + seconds
        for walk in self._walks.values():
            walk.thread.join(max(0.0, deadline - time.monotonic()))


class _Walk:
    def __init__(self, name: str, errands: Sequence[Errand]) -> None:
        self._name = name
        self._left = list(errands)
        self._results: queue.SimpleQueue[Came] = queue.SimpleQueue()
        self._heard_at = time.monotonic()
        self.thread = threading.Thread(target=self._walk, args=(list(errands),), name=name, daemon=True)
        self.thread.start()

    @property
    def has_ended(self) -> bool:
        return not self._left and not self.thread.is_alive()

    def results(self, patience: float) -> list[Came]:
        found = []
        with suppress(queue.Empty):
            while True:
                found.append(self._results.get_nowait())
        if not self._left:
            return []  # it was left behind, and this comes too late
        if found:
            self._heard_at = time.monotonic()
            self._left = self._left[len(found) :]
        elif time.monotonic() - self._heard_at > patience:
            found, self._left = self._given_up(patience), []
        return found

    def _given_up(self, patience: float) -> list[Came]:
        first, *others = self._left
        hung = NotDelivered(f"no answer within {patience:g} seconds")
        return [self._came(first, hung), *(self._came(one, None) for one in others)]

    def _walk(self, errands: list[Errand]) -> None:
        for done, errand in enumerate(errands, start=1):
            try:
                self._results.put(self._came(errand, errand.act()))
            except NotDelivered as error:
                self._results.put(self._came(errand, error))
                if not error.is_permanent:
                    for left in errands[done:]:
                        self._results.put(self._came(left, None))
                    return

    def _came(self, errand: Errand, result: Receipt | NotDelivered | None) -> Came:
        return Came(self._name, errand.number, result)
