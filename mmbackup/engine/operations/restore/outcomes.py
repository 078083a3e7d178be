"""What became of one file of a restore."""

from enum import StrEnum
from typing import NamedTuple


class Became(StrEnum):
    """The log's words."""

    RESTORED = "restored"
    REPLACED = "replaced"
    SET_ASIDE = "old one set aside"
    SAME = "already there"
    SLICE = "slice restored"
    KEPT = "kept"
    NO_PLACE = "left out"
    FAILED = "FAILED"

    @property
    def is_back(self) -> bool:
        """It lies there now as it was saved."""
        return self in {Became.RESTORED, Became.REPLACED, Became.SET_ASIDE, Became.SAME}


class Restored(NamedTuple):
    """reason is empty unless it failed."""

    path: bytes
    became: Became
    reason: str = ""


class FileFault(Exception):
    """This file cannot be restored; all others may. str() says why."""


class NoPlace(FileFault):
    """A command's output, in place: it is left out, which is no error."""

    def __init__(self) -> None:
        super().__init__("it is what a command told, and has no place of its own; restore it to a folder")
