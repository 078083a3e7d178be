"""How far back each data type of each server can be restored, from which medium, and what lacks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from mmbackup.engine.rotation.facts import What
from mmbackup.engine.rotation.recovery import Cell, Point, PointMedium
from mmbackup.models import Site
from mmbackup.services.restore.recovery_points import points_of, recovery_points


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
    """Of one data type of one server; all nights are the newest first.

    whole are those one can go back to; partial hold a part of it; unverified hold it, and were not verified
    here; out_of_reach hold it on a medium that is lost, damaged or retired, or were found damaged.
    """

    data_type: str
    server: str
    last: LastComplete | None
    whole: tuple[date, ...]
    partial: tuple[date, ...]
    unverified: tuple[date, ...]
    out_of_reach: tuple[date, ...]

    @property
    def title(self) -> str:
        return f"{self.data_type} of {self.server}"


def reach_of(*, site: Site) -> tuple[Reach, ...]:
    """What is saved, in the order of the site's servers. A constant number of queries."""
    held = _held(point for point in points_of(site=site) if not point.site_name)
    return tuple(_reach(what, held[what]) for what in recovery_points(site=site).what)


class _Holding(NamedTuple):
    """A backup that holds some of one data type of one server."""

    point: Point
    cell: Cell
    is_sure: bool


def _held(points: Iterable[Point]) -> dict[What, list[_Holding]]:
    """The newest first."""
    held: dict[What, list[_Holding]] = defaultdict(list)
    for point in points:
        is_sure = point.is_sure
        for cell in point.cells:
            if cell.saved_files or cell.size:
                held[cell.data_type, cell.server].append(_Holding(point, cell, is_sure))
    return held


def _reach(what: What, holding: list[_Holding]) -> Reach:
    whole = [each for each in holding if each.is_sure and each.cell.is_whole]
    return Reach(
        data_type=what[0].title,
        server=what[1],
        last=_last_complete(whole[0]) if whole else None,
        whole=_nights(whole),
        partial=_nights(each for each in holding if each.is_sure and not each.cell.is_whole),
        unverified=_nights(each for each in holding if not each.point.is_verified),
        out_of_reach=_nights(each for each in holding if each.point.is_verified and not each.is_sure),
    )


def _last_complete(found: _Holding) -> LastComplete:
    point, cell = found.point, found.cell
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


def _nights(holding: Iterable[_Holding]) -> tuple[date, ...]:
    """Each once, the newest first."""
    return tuple(sorted({each.point.night for each in holding}, reverse=True))
