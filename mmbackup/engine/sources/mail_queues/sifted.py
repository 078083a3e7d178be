"""What is saved of a list, and what is not."""

from typing import NamedTuple

from mmbackup.engine.hosts.listed import Listed

UNFINISHED = "not saved: still being written"
WITHOUT_MESSAGE = "not saved: its message has left the queue"


class Sifted(NamedTuple):
    """left_out: paths, and why in a few words for the log."""

    kept: list[Listed]
    left_out: list[tuple[bytes, str]]
