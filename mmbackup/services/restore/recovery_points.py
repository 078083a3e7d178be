"""Which backups can bring back what: a few questions to the database, however many runs there were."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.rotation.facts import What
from mmbackup.engine.rotation.recovery import Cell, Chain, Point, PointMedium, RecoveryTable, chain_for
from mmbackup.models import Medium, Server, Site
from mmbackup.services.index.holdings import held_by
from mmbackup.services.index.whose import others_sets, sets_at
from mmbackup.services.restore.points_by_age import PointsByAge
from mmbackup.services.rotation.known_media import NOT_TO_BE_RELIED_ON, own_rows, wanted_of

__all__ = [
    "Chain",
    "Point",
    "RecoveryTable",
    "chain_for",
    "last_complete_words",
    "recovery_points",
    "strangers_points",
]

_COLUMNS = (
    *("uuid", "part", "parts", "name", "written_at", "verified_at", "claimed_verified_at"),
    *("size", "tallies", "errors"),
    *(
        "run_id",
        "site_name",
        "recipients",
        "indexed_at",
        "damage",
        "medium__uuid",
        "medium__name",
        "medium__status",
    ),
    *("medium__place", "medium__place_name"),
    *("run__night", "run__queued_at", "run__makes_up_for__night"),
)
Row = dict[str, Any]


def recovery_points(*, site: Site, until: datetime | None = None) -> RecoveryTable:
    """Of our own sets that still lie on their media. until: as it was at that moment."""
    points = PointsByAge(site, partial(_read, site), until)
    held = held_by(own_rows(site))
    return RecoveryTable(in_order(site, held | wanted_of(site=site)), points, points.holding)


def strangers_points(*, site: Site) -> tuple[Point, ...]:
    """Of other sites' sets, whose media were imported: to be restored from by themselves."""
    others = sets_at(site).filter(others_sets(site))
    return points_of(site=site, set_uuids=set(others.order_by().values_list("uuid", flat=True)))


def points_of(*, site: Site, set_uuids: Iterable[str | UUID] | None = None) -> tuple[Point, ...]:
    """Our own and others', the newest first."""
    rows = sets_at(site)
    if set_uuids is not None:
        rows = rows.filter(uuid__in=list(set_uuids))
    grouped: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows.order_by("-written_at", "uuid", "part").values(*_COLUMNS):
        grouped[row["uuid"]].append(row)
    zone = ZoneInfo(site.time_zone)
    return tuple(_point(parts, zone, site) for parts in grouped.values())


def last_complete_words(point: Point | None) -> str:
    """Such as "Tue Nov 24, medium C"."""
    if point is None:
        return "nowhere"
    which = "medium" if len(point.media) == 1 else "media"
    return f"{point.night:%a %b} {point.night.day}, {which} {point.media_words}"


def _read(site: Site, set_uuids: list[UUID]) -> tuple[Point, ...]:
    return points_of(site=site, set_uuids=set_uuids)


def in_order(site: Site, whats: Iterable[What]) -> tuple[What, ...]:
    """What is configured comes first, then what only the media know."""
    order = {name: place for place, name in enumerate(_servers(site))}

    def place(what: What) -> tuple[int, str, int]:
        return order.get(what[1], len(order)), what[1], list(DataType).index(what[0])

    return tuple(sorted(whats, key=place))


def _servers(site: Site) -> list[str]:
    return list(Server.objects.filter(site=site).values_list("name", flat=True))


def _point(parts: list[Row], zone: ZoneInfo, site: Site) -> Point:
    first = parts[0]
    is_finished = first["parts"] == len(parts)
    is_own = first["run_id"] is not None or first["site_name"] in ("", site.name)  # as own_sets tells it
    return Point(
        set_uuid=str(first["uuid"]),
        name=first["name"],
        night=_night(first, zone),
        at=first["written_at"],
        media=tuple(_medium(row) for row in parts),
        cells=_cells(parts, is_finished=is_finished),
        is_verified=all(row["verified_at"] for row in parts),
        is_claimed=all(row["verified_at"] or row["claimed_verified_at"] for row in parts),
        is_finished=is_finished,
        is_encrypted=any(row["recipients"] for row in parts),
        is_indexed=all(row["indexed_at"] for row in parts),
        errors=first["errors"],
        site_name="" if is_own else first["site_name"],
        damage="; ".join(row["damage"] for row in parts if row["damage"]),
    )


def _night(row: Row, zone: ZoneInfo) -> date:
    """As the rotation's night_of_run tells it."""
    moment: datetime = row["run__queued_at"] or row["written_at"]
    night: date | None = row["run__night"] or row["run__makes_up_for__night"]
    return night or moment.astimezone(zone).date()


def _medium(row: Row) -> PointMedium:
    is_lost = row["medium__place"] == Medium.Place.LOST
    bad = row["medium__status"] if row["medium__status"] in NOT_TO_BE_RELIED_ON else ""
    return PointMedium(
        uuid=str(row["medium__uuid"]),
        name=row["medium__name"],
        part=row["part"],
        trouble="lost" if is_lost else bad,
        place=row["medium__place_name"] or row["medium__place"],
    )


def _cells(parts: list[Row], *, is_finished: bool) -> tuple[Cell, ...]:
    """Over all parts. A set over several media is whole when none of its parts is missing."""
    sums: dict[What, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in parts:
        for tally in row["tallies"]:
            _add(sums[DataType.from_slug(tally["data_type"]), tally["server"]], tally)
    return tuple(
        Cell(what[0], what[1], files, saved, size, is_finished and (len(parts) > 1 or saved >= files))
        for what, (files, saved, size) in sums.items()
    )


def _add(sums: list[int], tally: Mapping[str, Any]) -> None:
    for place, key in enumerate(("files", "saved_files", "saved_size")):
        sums[place] += tally[key]
