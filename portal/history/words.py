"""A change as the page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mmbackup.models import Change


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
            return "yes" if value else "no"
        case list():
            return ", ".join(words_of(one) for one in value) or "none"
        case dict():
            return "; ".join(f"{key} {words_of(one)}" for key, one in value.items()) or "none"
        case "":
            return "(empty)"
        case _:
            return str(value)
