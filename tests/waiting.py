"""Waiting for a condition, never for a time."""

import select
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def wait_until(condition: Callable[[], Found | None], what: str, seconds: float = 100) -> Found:
    """The condition's first true answer; fail when it has none before the deadline."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:g} seconds in vain until {what}")
        select.select([], [], [], 0.05)
    return found
