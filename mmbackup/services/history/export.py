"""The Administration History as a file, for an auditor's spreadsheet or a program. Written page by page."""

import json
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from mmbackup.models import Change
from mmbackup.services.history.asked import Asked, pages_of
from mmbackup.services.reports.csv_lines import Cell, csv_lines

A_PAGE = 2_000
HEAD = ("at", "who", "role", "via", "from", "site", "deed", "subject", "field", "old", "new")


def as_csv(asked: Asked, *, zone: ZoneInfo) -> Iterator[str]:
    """A line for each field; a change without any has one too."""
    return csv_lines(HEAD, _rows(asked, zone), zone=zone)


def as_json_lines(asked: Asked, *, zone: ZoneInfo) -> Iterator[str]:
    for change in _changes(asked):
        yield json.dumps({**_about(change, zone), "fields": change.fields}, ensure_ascii=False) + "\n"


def _changes(asked: Asked) -> Iterator[Change]:
    for page in pages_of(asked, size=A_PAGE):
        yield from page.changes


def _about(change: Change, zone: ZoneInfo) -> dict[str, str]:
    return {
        "at": change.at.astimezone(zone).isoformat(timespec="seconds"),
        "who": change.who,
        "role": change.role,
        "via": change.via,
        "from": change.address,
        "site": change.site.name if change.site else "",
        "deed": change.deed,
        "subject": change.subject,
    }


def _rows(asked: Asked, zone: ZoneInfo) -> Iterator[list[Cell]]:
    for change in _changes(asked):
        about = _about(change, zone).values()
        for field in change.fields or [{}]:
            yield [*about, *(_cell(field.get(name)) for name in ("field", "old", "new"))]


def _cell(value: Any) -> Cell:
    is_plain = value is None or (isinstance(value, str | int) and not isinstance(value, bool))
    return value if is_plain else json.dumps(value, ensure_ascii=False)
