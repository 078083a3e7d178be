"""The inventory: which media an address asks for, in which order, and how the list is narrowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self
from urllib.parse import urlencode

from django.db.models import Count, Expression, F, Func, OrderBy, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Length, Lower
from django.utils.translation import gettext_lazy as _

from mmbackup.models import BackupSet, Medium, Site

LONGEST_TEXT = 100
WEAR_IN_SIGHT = timedelta(days=30)
WITHOUT_NUMBER = Func(F("name"), Value("0123456789"), function="RTRIM")
BY_NAME: tuple[Expression, ...] = (Lower(WITHOUT_NUMBER), Length("name"), Lower("name"))  # 9 before 10
ORDERS: Mapping[str, Expression | F] = {
    "pool": Lower("pool"),
    "status": F("status"),
    "place": F("place"),
    "written": F("last_written_at"),
    "free": F("free"),
    "replace": F("replace_by"),
}
STATUSES = {
    "in-use": (_("In use"), Q(status__in=[Medium.Status.WRITABLE, Medium.Status.FULL])),
    "writable": (_("Writable"), Q(status=Medium.Status.WRITABLE)),
    "full": (_("Full"), Q(status=Medium.Status.FULL)),
    "damaged": (_("Damaged"), Q(status=Medium.Status.DAMAGED)),
    "retired": (_("Retired"), Q(status=Medium.Status.RETIRED)),
}
WORN = "worn"
NAMED = "at "  # begins the names of places that people gave, so that none is taken for one of ours
PLACES = {
    "in-drive": (_("In a drive"), Q(place=Medium.Place.IN_DRIVE)),
    "on-shelf": (_("On a shelf"), Q(place=Medium.Place.ON_SHELF)),
    "in-vault": (_("In a vault"), Q(place=Medium.Place.IN_VAULT)),
    "lost": (_("Lost"), Q(place=Medium.Place.LOST)),
    "nowhere": (_("Not stored yet"), Q(place=Medium.Place.ON_SHELF, place_name="")),
}


@dataclass(frozen=True, slots=True)
class InventoryQuery:
    """Empty: not narrowed. Nonsense in an address counts as silence. sort may begin with a minus sign."""

    pool: str = ""
    status: str = ""
    place: str = ""
    text: str = ""
    sort: str = "name"

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Self:
        sort = parameters.get("sort", "")
        return cls(
            pool=_clean(parameters.get("pool", "")),
            status=_one_of(parameters.get("status", ""), (*STATUSES, WORN)),
            place=_clean(parameters.get("place", "")),
            text=_clean(parameters.get("text", "")),
            sort=sort if sort.removeprefix("-") in {"name", *ORDERS} else "name",
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.pool or self.status or self.place or self.text)

    @property
    def kept(self) -> str:
        """As the beginning of an address's query, for the links to other pages of the same list."""
        words = {"pool": self.pool, "status": self.status, "place": self.place, "text": self.text}
        words["sort"] = "" if self.sort == "name" else self.sort
        asked = {key: word for key, word in words.items() if word}
        return f"{urlencode(asked)}&" if asked else ""

    def sorted_by(self, key: str) -> Self:
        """As a click on that column's head asks for: once more, and the order is the other way round."""
        return replace(self, sort=f"-{key}" if self.sort == key else key)

    def media(self, site: Site, today: date) -> QuerySet[Medium, int]:
        """Their numbers, in order."""
        rows = Medium.objects.filter(self._narrowing(today), site=site)
        return rows.order_by(*self._order(), "pk").values_list("pk", flat=True)

    def _narrowing(self, today: date) -> Q:
        asked = Q()
        if self.pool:
            asked &= Q(pool=self.pool)
        if self.status == WORN:
            asked &= Q(replace_by__lte=today + WEAR_IN_SIGHT) & ~Q(status=Medium.Status.RETIRED)
        elif self.status:
            asked &= STATUSES[self.status][1]
        if self.place:
            asked &= _place(self.place)
        if self.text:
            asked &= _mentions(self.text)
        return asked

    def _order(self) -> list[OrderBy]:
        """What is not known comes last, whichever way round."""
        downwards, key = self.sort.startswith("-"), self.sort.removeprefix("-")
        if key == "name":
            return [part.desc() if downwards else part.asc() for part in BY_NAME]
        order = ORDERS[key]
        first = order.desc(nulls_last=True) if downwards else order.asc(nulls_last=True)
        return [first, *(part.asc() for part in BY_NAME)]


def shown(numbers: Sequence[int]) -> list[Medium]:
    """Of one page, in this order. Two values come with each: sets on it, and when the newest was verified."""
    rows = Medium.objects.filter(pk__in=numbers).select_related("last_drive")
    rows = rows.defer("last_drive__seen", "last_drive__settings")  # large, and not shown
    found = {medium.pk: medium for medium in rows.annotate(**_about_sets())}
    return [found[number] for number in numbers if number in found]


def _about_sets() -> dict[str, Coalesce | Subquery]:
    there = BackupSet.objects.filter(medium=OuterRef("pk"), removed_at__isnull=True).order_by()
    counted = there.values("medium").annotate(count=Count("pk")).values("count")
    newest = there.filter(verified_at__isnull=False).order_by("-verified_at").values("verified_at")[:1]
    return {"set_count": Coalesce(Subquery(counted), 0), "newest_verified": Subquery(newest)}


def _place(asked: str) -> Q:
    if asked in PLACES:
        return PLACES[asked][1]
    return Q(place_name=asked.removeprefix(NAMED))


def _mentions(text: str) -> Q:
    """A name, a place, a remark, or the beginning of an identity as the label's code tells it."""
    named = Q(name__icontains=text) | Q(place_name__icontains=text) | Q(status_reason__icontains=text)
    return named | Q(pool__icontains=text) | Q(uuid__startswith=text.lower())


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:LONGEST_TEXT]


def _one_of(text: str, known: tuple[str, ...]) -> str:
    return text if text in known else ""
