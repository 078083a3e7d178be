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
    BROUGHT = "brought, to be put back"
    PUT_BACK = "put back"
    NO_PLACE = "left out"
    FAILED = "FAILED"

    @property
    def is_back(self) -> bool:
        """It lies there now as it was saved."""
        return self in {*_WRITTEN, Became.PUT_BACK}

    @property
    def is_whole(self) -> bool:
        """All of it is on this machine now."""
        return self.is_back or self is Became.BROUGHT

    @property
    def as_output(self) -> "Became":
        """Of a file that what a program said was written to: what lies there already is the same file."""
        return Became.BROUGHT if self in {*_WRITTEN, Became.KEPT} else self


_WRITTEN = {Became.RESTORED, Became.REPLACED, Became.SET_ASIDE, Became.SAME}


class Restored(NamedTuple):
    """reason is empty unless it failed."""

    path: bytes
    became: Became
    reason: str = ""


class FileFault(Exception):
    """This file cannot be restored; all others may. str() says why."""


class NoPlace(FileFault):
    """What a program said and nothing takes back, in place: it is left out, which is no error."""

    def __init__(self) -> None:
        super().__init__("it is what a program said, and nothing puts it back; restore it to a folder")
