"""Each medium as an auditor asks for it: where, in whose custody, how worn, and what lies on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower

from mmbackup.engine.catalogue import DataType
from mmbackup.models import BackupSet, Custody, Medium, Site

A_STRETCH = 1_000  # media asked for at once where all of them are listed
# What passes a medium from hand to hand; being written or read does not.
_HANDS = [
    act.value
    for act in (
        Custody.Act.LABELLED,
        Custody.Act.RELABELLED,
        Custody.Act.FORMATTED,
        Custody.Act.INSERTED,
        Custody.Act.EJECTED,
        Custody.Act.MOVED,
    )
]


@dataclass(frozen=True, slots=True)
class MediaAsked:
    """Empty: not narrowed. place is one of Medium.Place."""

    pool: str = ""
    status: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What lies on a medium. nights are those of its sets: the first and the last."""

    sets: int = 0
    verified: int = 0
    encrypted: int = 0
    size: int = 0
    data_types: tuple[str, ...] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InHands:
    """Who had it last, what for, and since when."""

    by: str
    act: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MediumTold:
    """medium comes with its drive."""

    medium: Medium
    custody: InHands | None
    holds: Held

    @property
    def where(self) -> str:
        """In words: a drive's, shelf's or vault's name, or what else is known."""
        medium = self.medium
        if medium.place == Medium.Place.IN_DRIVE:
            return f"in {medium.last_drive.name}" if medium.last_drive else "in a drive"
        return medium.place_name or medium.place


def media_asked_for(*, site: Site, asked: MediaAsked) -> QuerySet[Medium]:
    """By pool, then by name."""
    told = {"pool": asked.pool, "status": asked.status, "place": asked.place}
    narrowed = {field: value for field, value in told.items() if value}
    return Medium.objects.filter(site=site, **narrowed).order_by(Lower("pool"), Lower("name"), "pk")


def told_of(media: QuerySet[Medium]) -> list[MediumTold]:
    """Of one page, or one stretch. Three queries."""
    rows = media.select_related("last_drive").defer("last_drive__seen", "last_drive__settings")
    found = list(rows.annotate(hands=Subquery(_newest_in_hands())))
    hands = Custody.objects.in_bulk([row.hands for row in found if row.hands])
    held = _held_by([row.pk for row in found])
    return [_told(row, hands.get(row.hands), held.get(row.pk, Held())) for row in found]


def every_told(media: QuerySet[Medium], *, most: int | None = None) -> Iterator[MediumTold]:
    """All, or the first so many: a stretch at a time, so that ten thousand take no more memory than one."""
    numbers = list(media.values_list("pk", flat=True)[:most])
    for begin in range(0, len(numbers), A_STRETCH):
        yield from told_of(media.filter(pk__in=numbers[begin : begin + A_STRETCH]))


def _newest_in_hands() -> QuerySet[Custody, int]:
    lines = Custody.objects.filter(medium=OuterRef("pk"), act__in=_HANDS)
    return lines.order_by("-at", "-id").values_list("pk")[:1]  # type: ignore[return-value]  # one column


def _held_by(media: Collection[int]) -> dict[int, Held]:
    lying: dict[int, list[BackupSet]] = defaultdict(list)
    sets = BackupSet.objects.filter(medium__in=media, removed_at__isnull=True)
    columns = ("medium_id", "written_at", "verified_at", "recipients", "size", "tallies")
    for backup_set in sets.only(*columns).order_by("written_at"):
        lying[backup_set.medium_id].append(backup_set)
    return {medium: _held(found) for medium, found in lying.items()}


def _held(sets: list[BackupSet]) -> Held:
    return Held(
        sets=len(sets),
        verified=sum(each.verified_at is not None for each in sets),
        encrypted=sum(each.is_encrypted for each in sets),
        size=sum(each.size for each in sets),
        data_types=_data_types(sets),
        first_at=sets[0].written_at,
        last_at=sets[-1].written_at,
    )


def _data_types(sets: Iterable[BackupSet]) -> tuple[str, ...]:
    saved = {row["data_type"] for each in sets for row in each.tallies if row["saved_files"]}
    return tuple(data_type.title for data_type in DataType if data_type.slug in saved)


def _told(medium: Medium, line: Custody | None, holds: Held) -> MediumTold:
    return MediumTold(medium, InHands(line.by, line.act, line.at) if line else None, holds)
