"""Asks a mounted medium for bytes from the device itself: a pulled medium's cache still answers."""

from contextlib import suppress

from mmbackup.engine.errors import FormatError
from mmbackup.engine.media.port import Medium

WITNESS = "MMBACKUP.json"


def check_witness(medium: Medium) -> None:
    """MediumLost when it cannot be read. A medium without identity is not asked."""
    if medium.exists(WITNESS):
        with suppress(FormatError):
            for _ in medium.read_back(WITNESS):
                break  # the first chunk says it all: an enemy's file may have no end
