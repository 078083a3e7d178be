"""Keeps what is taken in below so many bytes a second."""

import time

from mmbackup.engine.hosts.host import Host

_SAVED_UP = 1.0  # seconds for which what came too slowly may be made good


class Pace:
    """limit: bytes a second; 0: as many as come. Each now counts seconds of one clock."""

    def __init__(self, limit: int, now: float) -> None:
        self._limit = limit
        self._due = now

    def piece(self, most: int) -> int:
        """How much to take at once, so that no wait is long."""
        return min(most, max(1024, self._limit // 4)) if self._limit else most

    def wait(self, count: int, now: float) -> float:
        """Seconds to wait, now that count more bytes have come."""
        if not self._limit:
            return 0.0
        self._due = max(self._due, now - _SAVED_UP) + count / self._limit
        return max(0.0, self._due - now)


def pace_for(host: Host | None) -> Pace:
    """For one connection, or all that are open at once. None: this machine, which has no limit."""
    return Pace(host.limit if host else 0, time.monotonic())
