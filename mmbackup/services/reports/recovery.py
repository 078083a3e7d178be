"""How far back each data type of each server can be restored, from which medium, and what lacks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from mmbackup.engine.rotation.facts import What
from mmbackup.engine.rotation.recovery import Point, PointMedium
from mmbackup.models import Site
from mmbackup.services.reports.nights_told import NightsTold, nights_told
from mmbackup.services.reports.reached_sets import Alike, Reached, ReachedSets, reached_sets
from mmbackup.services.restore.recovery_points import in_order
from mmbackup.services.rotation.known_media import wanted_of


@dataclass(frozen=True, slots=True)
class LastComplete:
    """The newest backup that is sure to hold all of it."""

    night: date
    set_uuid: str
    set_name: str
    media: tuple[PointMedium, ...]
    files: int
    size: int
    is_encrypted: bool
    is_indexed: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """Of one data type of one server.

    whole are the nights one can go back to; partial hold a part of it; unverified hold it, and were not
    verified here; out_of_reach hold it on a medium that is lost, damaged or retired, or were found damaged.
    """

    data_type: str
    server: str
    last: LastComplete | None
    whole: NightsTold
    partial: NightsTold
    unverified: NightsTold
    out_of_reach: NightsTold

    @property
    def title(self) -> str:
        return f"{self.data_type} of {self.server}"


Asked = Callable[[Alike, What], bool]


def reach_of(*, site: Site) -> tuple[Reach, ...]:
    """What is saved, in the order of the site's servers. A constant number of queries."""
    nights = _Nights(reached_sets(site=site))
    held = frozenset[What]().union(*(alike.holds for alike in nights.sets.nights))
    return tuple(_reach(what, nights) for what in in_order(site, held | wanted_of(site=site)))


class _Nights:
    """Most data types are held by the same backups: their nights are put together once."""

    def __init__(self, sets: ReachedSets) -> None:
        self.sets = sets
        self._told: dict[tuple[Alike, ...], NightsTold] = {}

    def that(self, is_asked: Asked, what: What) -> NightsTold:
        asked = tuple(alike for alike in self.sets.nights if what in alike.holds and is_asked(alike, what))
        if asked not in self._told:
            self._told[asked] = nights_told({*chain(*(self.sets.nights[alike] for alike in asked))})
        return self._told[asked]

    def newest_whole(self, what: What) -> Point | None:
        found = (point for alike, point in self.sets.newest.items() if _is_whole(alike, what))
        return max(found, key=lambda point: point.at, default=None)


def _reach(what: What, nights: _Nights) -> Reach:
    last = nights.newest_whole(what)
    return Reach(
        data_type=what[0].title,
        server=what[1],
        last=_last_complete(last, what) if last else None,
        whole=nights.that(_is_whole, what),
        partial=nights.that(_is_partial, what),
        unverified=nights.that(_is_unverified, what),
        out_of_reach=nights.that(_is_out_of_reach, what),
    )


def _is_whole(alike: Alike, what: What) -> bool:
    return alike.reached is Reached.SURE and what in alike.whole


def _is_partial(alike: Alike, what: What) -> bool:
    return alike.reached is Reached.SURE and what not in alike.whole


def _is_unverified(alike: Alike, _what: What) -> bool:
    return alike.reached is Reached.UNVERIFIED


def _is_out_of_reach(alike: Alike, _what: What) -> bool:
    return alike.reached is Reached.OUT_OF_REACH


def _last_complete(point: Point, what: What) -> LastComplete | None:
    cell = point.cell(*what)
    if cell is None:
        return None
    return LastComplete(
        night=point.night,
        set_uuid=point.set_uuid,
        set_name=point.name,
        media=point.media,
        files=cell.saved_files,
        size=cell.size,
        is_encrypted=point.is_encrypted,
        is_indexed=point.is_indexed,
    )
