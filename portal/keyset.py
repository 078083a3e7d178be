"""A page of a list that begins behind a place, not after so many rows: as quick far down as at the top."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
BEHIND = "behind"  # its name in an address
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LONGEST = 18  # digits


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[Row]):
    """older: behind which the next page begins, empty at the end. is_newest: nothing stands before it."""

    rows: list[Row]
    older: str
    is_newest: bool


def keyset_page(rows: QuerySet[Row], asked: Mapping[str, str], *, moment: str, size: int) -> KeysetPage[Row]:
    """Newest first, by a moment that each row has. Nonsense in the address counts as silence."""
    place = _place(asked.get(BEHIND, ""), rows)
    if place is not None:
        at, key = place
        rows = rows.filter(**{f"{moment}__lte": at}).exclude(**{moment: at, "pk__gte": key})
    found = list(rows.order_by(f"-{moment}", "-pk")[: size + 1])
    older = _text(found[size - 1], moment) if len(found) > size else ""
    return KeysetPage(found[:size], older, is_newest=place is None)


def _text(row: Model, moment: str) -> str:
    return f"{(getattr(row, moment) - _EPOCH) // _MICROSECOND}-{row.pk}"


def _place(text: str, rows: QuerySet[Any]) -> tuple[datetime, Any] | None:
    at, _, key = text.partition("-")
    if not (at.isascii() and at.isdigit() and len(at) <= _LONGEST) or (key.isdigit() and len(key) > _LONGEST):
        return None
    try:
        return _EPOCH + int(at) * _MICROSECOND, rows.model._meta.pk.to_python(key)  # noqa: SLF001  documented
    except (OverflowError, ValidationError):
        return None
