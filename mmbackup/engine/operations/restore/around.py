"""Who is told while a restore works, and who is asked."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from mmbackup.engine.events import Listener


def nothing() -> Sequence[str]:
    return ()


class Around(NamedTuple):
    """begin and at_end: what is to be done before the first byte is written, and at the end of it all."""

    clock: Callable[[], datetime]
    listen: Listener
    cancelled: Callable[[], bool]
    begin: Callable[[], Sequence[str]] = nothing
    at_end: Callable[[], Sequence[str]] = nothing
