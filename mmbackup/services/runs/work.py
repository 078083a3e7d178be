"""What every kind of run is given while it works: the clock, who listens, and whether to stop."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mmbackup.engine.events import Listener, ignore

Clock = Callable[[], datetime]
Cancelled = Callable[[], bool]


def never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Surroundings:
    clock: Clock
    listen: Listener = ignore
    cancelled: Cancelled = never
