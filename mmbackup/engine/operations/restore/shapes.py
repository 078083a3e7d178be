"""What a restore answers its caller, and what it remembers between two media."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from mmbackup.engine.events import BackupResult, MediumRefused
from mmbackup.engine.index.shapes import PlannedPart

CountKey = tuple[str, str, str]  # data type, server, outcome


class PartRestored(NamedTuple):
    """One planned part that is done. files and size are what came back from it."""

    number: int
    set_name: str
    medium_uuid: str
    medium_name: str
    files: int
    size: int
    errors: int
    restored_at: datetime


class RestoreStep(NamedTuple):
    """What one call came to.

    part alone: go on with another medium. refused alone: another medium is needed, or a key; the part is
    begun anew. result: the restore has ended, with part if that was its last one. remaining: what is to come.
    """

    part: PartRestored | None = None
    refused: MediumRefused | None = None
    result: BackupResult | None = None
    remaining: tuple[PlannedPart, ...] = ()


@dataclass(slots=True)
class State:
    """slices: by path in hexadecimal, offset and size of those that are joined already. put_back: paths of
    outputs, in hexadecimal too, that are put back."""

    parts: list[PartRestored] = field(default_factory=list)
    counts: dict[CountKey, list[int]] = field(default_factory=dict)
    errors: int = 0
    notes: Counter[str] = field(default_factory=Counter)
    slices: dict[str, list[list[int]]] = field(default_factory=dict)
    result: BackupResult | None = None
    has_begun: bool = False
    put_back: list[str] = field(default_factory=list)
    not_put_back: set[str] = field(default_factory=set)  # this time; begun anew, it is tried again

    def count(self, key: CountKey, files: int, size: int) -> None:
        of_key = self.counts.setdefault(key, [0, 0])
        of_key[0] += files
        of_key[1] += size
