"""The backups of a site, by what they have in common: how far back one can go rests on them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Cast, Coalesce, TruncDate

from mmbackup.engine.rotation.facts import What
from mmbackup.engine.rotation.recovery import Point
from mmbackup.models import BackupSet, Medium, Site
from mmbackup.services.index.holdings import holdings_as_text, holdings_of_text, whole_as_text
from mmbackup.services.index.whose import own_sets
from mmbackup.services.restore.recovery_points import points_of
from mmbackup.services.rotation.known_media import NOT_TO_BE_RELIED_ON, own_rows

_ALONE = Q(part=1, parts=1)
_UNSURE = Q(medium__place=Medium.Place.LOST) | Q(medium__status__in=NOT_TO_BE_RELIED_ON) | ~Q(damage="")


class Reached(IntEnum):
    """As Point tells it: sure to come back, verified and yet not sure, or not verified here."""

    SURE = 0
    OUT_OF_REACH = 1
    UNVERIFIED = 2


class Alike(NamedTuple):
    """What backups have in common."""

    holds: frozenset[What]
    whole: frozenset[What]
    reached: Reached


@dataclass(slots=True)
class _Found:
    nights: dict[Alike, set[date]] = field(default_factory=lambda: defaultdict(set))
    newest: dict[Alike, int] = field(default_factory=dict)  # the row of the newest backup


@dataclass(frozen=True, slots=True)
class ReachedSets:
    """nights of backups that are alike; newest is the newest backup of each kind that is sure."""

    nights: dict[Alike, set[date]]
    newest: dict[Alike, Point]


def reached_sets(*, site: Site) -> ReachedSets:
    """Four queries: of the sets on one medium no more than a line each, those on several in full."""
    found = _of_one_medium(site)
    sure = {pk: alike for alike, pk in found.newest.items() if alike.reached is Reached.SURE}
    wanted = own_rows(site).filter(Q(pk__in=list(sure)) | ~_ALONE).order_by()
    rows = {str(uuid): pk for uuid, pk in wanted.values_list("uuid", "pk")}
    newest: dict[Alike, Point] = {}
    for point in points_of(site=site, set_uuids=list(rows)):
        alike = sure.get(rows[point.set_uuid]) or _alike(point)
        found.nights[alike].add(point.night)
        if alike not in newest or newest[alike].at < point.at:
            newest[alike] = point
    return ReachedSets(found.nights, newest)


def _of_one_medium(site: Site) -> _Found:
    found = _Found()
    days: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    newest: dict[tuple[str, str, str], int] = {}
    for pk, night, holds, whole, reached in _lines(site):
        days[holds, whole, reached].add(night)
        newest.setdefault((holds, whole, reached), pk)
    for (holds, whole, reached), nights in days.items():
        alike = Alike(holdings_of_text(holds), holdings_of_text(whole), Reached(int(reached)))
        found.nights[alike].update(map(date.fromisoformat, nights))
        found.newest.setdefault(alike, newest[holds, whole, reached])
    return found


def _lines(site: Site) -> Iterator[tuple[int, str, str, str, str]]:
    """The newest first."""
    rows = BackupSet.objects.filter(own_sets(site), _ALONE, medium__site=site, removed_at__isnull=True)
    untold = dict(rows.filter(holds="").order_by().values_list("pk", "tallies"))
    told = rows.annotate(night=_night(ZoneInfo(site.time_zone)), reached=_reached()).order_by("-written_at")
    for pk, night, holds, whole, reached in told.values_list(
        "pk", "night", "holds", "holds_whole", "reached"
    ):
        if pk in untold:
            yield pk, night, holdings_as_text(untold[pk]), whole_as_text(untold[pk]), reached
        else:
            yield pk, night, holds, whole, reached


def _night(zone: ZoneInfo) -> Coalesce:
    """As night_of_run tells it, as text: no database makes a date of each of ten thousand."""
    day = TruncDate(Coalesce("run__queued_at", "written_at"), tzinfo=zone)
    nights = ("run__night", "run__makes_up_for__night", day)
    return Coalesce(*(Cast(night, CharField()) for night in nights), output_field=CharField())


def _reached() -> Case:
    """As text: Django makes a number of each anew."""
    return Case(
        When(verified_at__isnull=True, then=_text(Reached.UNVERIFIED)),
        When(_UNSURE, then=_text(Reached.OUT_OF_REACH)),
        default=_text(Reached.SURE),
        output_field=CharField(),
    )


def _text(reached: Reached) -> Value:
    return Value(str(reached.value))


def _alike(point: Point) -> Alike:
    sure = Reached.SURE if point.is_sure else Reached.OUT_OF_REACH
    held = [cell for cell in point.cells if cell.saved_files or cell.size]
    return Alike(
        frozenset((cell.data_type, cell.server) for cell in held),
        frozenset((cell.data_type, cell.server) for cell in held if cell.is_whole),
        sure if point.is_verified else Reached.UNVERIFIED,
    )
