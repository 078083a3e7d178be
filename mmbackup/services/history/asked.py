"""Which changes somebody asks to see, newest first, a page at a time.

A page begins behind a place, not after so many rows: the index leads there, however many there are. What no
index answers (a deed, a text) is looked for among so many changes a page, and the page says where it stopped.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from mmbackup.models import Change

SIFTED = 50_000  # changes looked through for one page
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LONGEST_NUMBER = 18  # digits


class Place(NamedTuple):
    """Of one change in the order of all."""

    at: datetime
    number: int

    @classmethod
    def of(cls, change: Change) -> Self:
        return cls(change.at, change.pk)

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """None for what str() cannot have made."""
        at, _, number = text.partition("-")
        if not (_is_number(at) and _is_number(number)):
            return None
        try:
            return cls(EPOCH + int(at) * MICROSECOND, int(number))
        except OverflowError:
            return None

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // MICROSECOND}-{self.number}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Empty: not narrowed. since is included, until is not."""

    who: str = ""
    deed: str = ""
    via: str = ""
    site: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    behind: Place | None = None

    @property
    def is_sifted(self) -> bool:
        return bool(self.deed or self.via or self.site or self.text)


@dataclass(frozen=True, slots=True)
class Page:
    """older: behind which the next one begins; None at the end. was_sifted: it ended before it was full."""

    changes: tuple[Change, ...]
    older: Place | None
    was_sifted: bool = False


def page_of(asked: Asked, *, size: int) -> Page:
    """At most three queries, whatever there is."""
    rows = _in_reach(asked)
    floor = _floor(rows) if asked.is_sifted else None
    wanted = _sifted(rows, asked)
    if floor is not None:
        wanted = wanted.filter(at__gte=floor.at).exclude(at=floor.at, pk__lt=floor.number)
    found = list(wanted.select_related("site")[: size + 1])
    if len(found) > size:
        return Page(tuple(found[:size]), Place.of(found[size - 1]))
    return Page(tuple(found), floor, was_sifted=floor is not None)


def pages_of(asked: Asked, *, size: int) -> "PagesOf":
    return PagesOf(asked, size)


@dataclass(slots=True)
class PagesOf:
    """All pages, one after the other, each asked for when the one before was read."""

    asked: Asked
    size: int

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Page:
        if self.size == 0:
            raise StopIteration
        page = page_of(self.asked, size=self.size)
        self.asked = replace(self.asked, behind=page.older)
        self.size = self.size if page.older else 0
        return page


def _in_reach(asked: Asked) -> QuerySet[Change]:
    """By what the indexes answer."""
    rows = Change.objects.order_by("-at", "-id")
    if asked.who:
        rows = rows.filter(who=asked.who)
    if asked.since:
        rows = rows.filter(at__gte=asked.since)
    if asked.until:
        rows = rows.filter(at__lt=asked.until)
    if asked.behind:
        behind = asked.behind
        rows = rows.filter(at__lte=behind.at).exclude(at=behind.at, pk__gte=behind.number)
    return rows


def _floor(rows: QuerySet[Change]) -> Place | None:
    """The last one that is looked at for this page; None where fewer are left."""
    found = rows.values_list("at", "pk")[SIFTED - 1 : SIFTED].first()
    return Place(*found) if found else None


def _sifted(rows: QuerySet[Change], asked: Asked) -> QuerySet[Change]:
    if asked.deed:
        rows = rows.filter(deed__icontains=asked.deed)
    if asked.via:
        rows = rows.filter(via=asked.via)
    if asked.site:
        rows = rows.filter(site=asked.site)
    if asked.text:
        rows = rows.annotate(told=Cast("fields", TextField())).filter(_mentions(asked.text))
    return rows


def _mentions(text: str) -> Q:
    """SQLite keeps JSON as it was written, with letters beyond ASCII as escapes."""
    escaped = json.dumps(text)[1:-1]
    told = Q(told__icontains=text) | Q(told__icontains=escaped)
    return told | Q(subject__icontains=text) | Q(address__icontains=text) | Q(deed__icontains=text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
