"""As much of the library as one night's questions take, so that ten thousand media cost what fifty do."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from django.db import connection
from django.db.models import (
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Collate

from mmbackup.engine.rotation.copies_as_asked import CopiesAsAsked
from mmbackup.engine.rotation.facts import KnownMedium, Rotation
from mmbackup.engine.rotation.library import Library
from mmbackup.engine.rotation.nights import Night
from mmbackup.models import Medium, Site
from mmbackup.services.rotation.known_media import (
    NOT_TO_BE_RELIED_ON,
    known_medium,
    own_rows,
    sets_by_medium,
    wanted_of,
)
from mmbackup.services.rotation.sets_by_age import SetsByAgeInDatabase

_UNUSABLE = Q(place=Medium.Place.LOST) | Q(status__in=NOT_TO_BE_RELIED_ON)


@dataclass(frozen=True, slots=True)
class Around:
    """rows are the media of the library, by uuid. beyond: how many of the night's pools are left out."""

    library: Library
    rows: dict[str, Medium]
    beyond: int


def library_around(
    *,
    site: Site,
    night: Night,
    named: Collection[UUID],
    most: int | None,
    then: Sequence[Night] = (),
) -> Around:
    """With the next media in turn of each of the night's pools, at most so many, and those that are named.

    most None: all of them. then: nights soon after it, whose media are to be among them.
    """
    rows = list(_rows(site, (night, *then), named, most))
    sets = sets_by_medium(site=site, media=None if most is None else rows)
    library = Library(
        media=[known_medium(medium=row, sets=sets[row.pk]) for row in rows],
        wanted=wanted_of(site=site),
        copies=CopiesAsAsked(SetsByAgeInDatabase(site)),
        beyond=partial(_beyond, site, rows),
    )
    told = sum(1 for row in rows if night.rules_of(row.pool))
    of_pools = Medium.objects.filter(site=site, pool__in=[rules.name for rules in night.pools])
    return Around(library, {str(row.uuid): row for row in rows}, of_pools.count() - told)


def later_in_turn(
    *, site: Site, pool: str, night: date, after: Collection[str], most: int
) -> list[KnownMedium]:
    """Usable media but those of these uuids. All that lies on one counts as room: sets come without."""
    of_sets = own_rows(site).filter(medium=OuterRef("pk")).order_by().values("medium")
    room = F("free") + Coalesce(Subquery(of_sets.annotate(found=Sum("size")).values("found")), 0)
    nearest = _in_turn(site, pool).filter(_usable(night)).values("pk")[: most + len(after)]
    found = Medium.objects.filter(pk__in=nearest).annotate(room=room)
    return [
        KnownMedium(str(uuid), name, pool, free=free, last_written_at=at)
        for uuid, name, free, at in found.values_list("uuid", "name", "room", "last_written_at")
        if str(uuid) not in after
    ]


def _rows(site: Site, nights: Sequence[Night], named: Collection[UUID], most: int | None) -> QuerySet[Medium]:
    if most is None:
        return Medium.objects.filter(site=site)
    asked = Q(uuid__in=list(named))
    for pool, wanted in dict.fromkeys(_wanted(nights)):
        asked |= Q(pk__in=_in_turn(site, pool).filter(wanted).values("pk")[:most])
    return Medium.objects.filter(asked, site=site)


def _wanted(nights: Sequence[Night]) -> Iterator[tuple[str, Q]]:
    """Of each pool the next that may be written, those that may not, and those named for the weekday."""
    first = nights[0].on
    for night in nights:
        for rules in night.pools:
            yield rules.name, _usable(first)
            yield rules.name, ~_usable(first)
            if rules.rotation is Rotation.BY_WEEKDAY:
                yield rules.name, Q(name__icontains=night.weekday[:3])


def _usable(night: date) -> Q:
    """As KnownMedium.may_be_written."""
    trouble = Q(place=Medium.Place.LOST) | Q(status__in=NOT_TO_BE_RELIED_ON)
    return ~trouble & (Q(replace_by__isnull=True) | Q(replace_by__gte=night))


def _in_turn(site: Site, pool: str) -> QuerySet[Medium]:
    """As the engine's in_turn: whoever remembers a set sees to it that no medium was written before it."""
    turn = F("last_written_at").asc(nulls_first=True)
    return Medium.objects.filter(site=site, pool=pool).order_by(turn, _plainly("name"))


def _plainly(field: str) -> Collate:
    """By code points, as Python compares."""
    return Collate(field, "C" if connection.vendor == "postgresql" else "BINARY")


def _beyond(site: Site, rows: Iterable[Medium], night: date) -> Counter[str]:
    """Of those that are not among the rows."""
    usable = Medium.objects.filter(_usable(night), site=site).order_by().values("pool")
    all_of_them = Counter({row["pool"]: row["count"] for row in usable.annotate(count=Count("pk"))})
    told = (known_medium(medium=row, sets=()) for row in rows)
    return all_of_them - Counter(medium.pool for medium in told if medium.may_be_written(night))
