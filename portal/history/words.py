"""A change as the page shows it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mmbackup.models import Change

MOMENT = re.compile(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Told:
    """old is empty where there was none, new where there is none any more."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Row:
    change: Change
    told: tuple[Told, ...]


def rows_of(changes: Iterable[Change]) -> list[Row]:
    return [Row(change, tuple(_told(field) for field in change.fields)) for change in changes]


def _told(field: dict[str, Any]) -> Told:
    name = str(field.get("field", "")).replace("_", " ")
    return Told(name, words_of(field.get("old")), words_of(field.get("new")))


def words_of(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case list():
            return ", ".join(words_of(one) for one in value) or _("none")
        case dict():
            return "; ".join(f"{key} {words_of(one)}" for key, one in value.items()) or _("none")
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    moment = _moment(text)
    return f"{localtime(moment):%a %b %-d %Y, %H:%M}" if moment else text or _("(empty)")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if MOMENT.fullmatch(text) else None
    except ValueError:
        return None
