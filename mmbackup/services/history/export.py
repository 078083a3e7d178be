"""The Administration History as a file, for an auditor's spreadsheet or a program. Written page by page."""

import csv
import json
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from mmbackup.models import Change
from mmbackup.services.history.asked import Asked, pages_of

A_PAGE = 2_000
HEAD = ("at", "who", "role", "via", "from", "site", "deed", "subject", "field", "old", "new")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Line:
    """csv writes into it, and what it holds is the line."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text = text


def as_csv(asked: Asked, *, zone: ZoneInfo) -> Iterator[str]:
    """A line for each field; a change without any has one too."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow(HEAD)
    yield line.text
    for change in _changes(asked):
        for field in change.fields or [{}]:
            told = (field.get("field"), field.get("old"), field.get("new"))
            writer.writerow([_cell(value) for value in (*_about(change, zone).values(), *told)])
            yield line.text


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


def _cell(value: Any) -> str:
    """A text that a spreadsheet would take for a formula begins with an apostrophe."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(value, int | float) else text
