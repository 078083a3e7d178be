"""What the rotation knows when it decides: media, the sets on them, and the rules of their pools."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mmbackup.engine.catalogue import DataType

What = tuple[DataType, str]  # a data type of a server; with an empty name, of any server


class Rotation(StrEnum):
    ALTERNATE = "alternate"
    BY_WEEKDAY = "by weekday"


@dataclass(frozen=True, slots=True)
class KnownSet:
    """A set, or its part on one medium. parts is 0 for a set that was never finished; sizes in bytes.

    holds is of what at least one file was saved; is_open: its attended backup is still under way.
    is_claimed: its medium says that it was verified, and this server has not done so yet. What was verified
    here is never given up for such a set, and the last such set is not written over either.
    """

    uuid: str
    name: str
    night: date
    started_at: datetime
    size: int
    holds: frozenset[What]
    is_verified: bool
    part: int = 1
    parts: int = 1
    is_open: bool = False
    is_claimed: bool = False

    @property
    def is_worth_keeping(self) -> bool:
        return self.is_verified or self.is_claimed


@dataclass(frozen=True, slots=True)
class KnownMedium:
    """trouble is why it is not to be relied on: retired, damaged or lost; empty when it may be used.

    free is what no file takes, in bytes.
    """

    uuid: str
    name: str
    pool: str
    sets: tuple[KnownSet, ...] = ()
    free: int = 0
    trouble: str = ""
    replace_by: date | None = None
    last_written_at: datetime | None = None

    def may_be_written(self, night: date) -> bool:
        """As far as the medium itself is concerned."""
        return not self.trouble and (self.replace_by is None or night <= self.replace_by)

    def room_beside(self, kept: frozenset[str]) -> int:
        """What a new set may take when all but the kept ones have gone."""
        return self.free + sum(known.size for known in self.sets if known.name not in kept)


@dataclass(frozen=True, slots=True)
class PoolRules:
    """weekday, 0 Monday to 6 Sunday, is the night of a weekly or monthly pool.

    lacks_key: its backups are to be encrypted, and none of its keys may be used.
    """

    name: str
    rotation: Rotation = Rotation.ALTERNATE
    retention_nights: int = 0
    weekday: int = 6
    label_blank: bool = False
    lacks_key: bool = False


@dataclass(frozen=True, slots=True)
class DrivePools:
    """The pools whose media go into one drive."""

    nightly: PoolRules
    weekly: PoolRules | None = None
    monthly: PoolRules | None = None
