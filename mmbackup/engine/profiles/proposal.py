"""What is proposed for a host: sources of each data item with their reasons, and what is not saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mmbackup.engine.catalogue import DataItem

Settings = Mapping[str, object]


class Proposal(NamedTuple):
    """One source. if_any: not proposed where nothing lies there yet."""

    item: str
    name: str
    kind: str
    settings: Settings
    reason: str
    if_any: bool = False


class Unsaved(NamedTuple):
    """What is left out, and why that is right or what there is to do."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one program of a host adds. gaps: why it has nothing for an item, by the item's slug."""

    proposals: tuple[Proposal, ...] = ()
    unsaved: tuple[Unsaved, ...] = ()
    gaps: Mapping[str, str] = field(default_factory=dict)


class Found(NamedTuple):
    """A proposal, and what lies there: None for what cannot be counted before it is read.

    is_more: there is more, which was not counted in time. closed: what the one who looked may not read.
    is_most: all that lies there was counted, of which the proposal takes what it names.
    """

    proposal: Proposal
    files: int | None
    size: int | None
    is_more: bool = False
    closed: tuple[str, ...] = ()
    is_most: bool = False


class ItemPlan(NamedTuple):
    """why_none: where nothing is proposed."""

    item: DataItem
    found: tuple[Found, ...]
    why_none: str


@dataclass(frozen=True, slots=True)
class Plan:
    """For each data item of the server's kind, in the catalogue's order."""

    profile: str
    items: tuple[ItemPlan, ...]
    unsaved: tuple[Unsaved, ...]

    @property
    def found(self) -> tuple[Found, ...]:
        return tuple(each for item in self.items for each in item.found)
