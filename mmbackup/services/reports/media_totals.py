"""How many media there are: in each pool, and in each place."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum

from mmbackup.models import Medium


@dataclass(frozen=True, slots=True)
class PoolTotal:
    """writable to lost may overlap: a lost medium has its status too. capacity in bytes."""

    pool: str
    media: int
    writable: int
    full: int
    damaged: int
    retired: int
    lost: int
    capacity: int


@dataclass(frozen=True, slots=True)
class PlaceTotal:
    """place is one of Medium.Place; name that of the shelf or vault, empty where there is none."""

    place: str
    name: str
    media: int

    @property
    def words(self) -> str:
        return f"{self.name} ({self.place})" if self.name else self.place


def totals_by_pool(media: QuerySet[Medium]) -> tuple[PoolTotal, ...]:
    """One query."""
    by_status = {status.name.lower(): Count("pk", filter=Q(status=status)) for status in Medium.Status}
    lost = Count("pk", filter=Q(place=Medium.Place.LOST))
    rows = media.order_by("pool").values("pool").annotate(media=Count("pk"), lost=lost, **by_status)
    return tuple(
        PoolTotal(**row) for row in rows.annotate(room=Sum("capacity")).values(*_FIELDS, capacity=F("room"))
    )


def totals_by_place(media: QuerySet[Medium]) -> tuple[PlaceTotal, ...]:
    """One query. A drive holds one medium, so it has no name here."""
    rows = media.order_by("place", "place_name").values("place", "place_name").annotate(media=Count("pk"))
    return tuple(PlaceTotal(row["place"], row["place_name"], row["media"]) for row in rows)


_FIELDS = ("pool", "media", "writable", "full", "damaged", "retired", "lost")
