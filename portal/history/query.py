"""What an address of the Administration History asks for; nonsense in it counts as silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from urllib.parse import urlencode

from django.utils.timezone import get_current_timezone

from mmbackup.models import Change
from mmbackup.services.history.asked import Asked, Place

LONGEST = 150


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """words: as they stand in the address, without the place at which the page begins."""

    asked: Asked
    words: dict[str, str]

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Self:
        who, deed, text = (_clean(parameters.get(key, "")) for key in ("who", "deed", "text"))
        via = parameters.get("via", "")
        via = via if via in Change.Via.values else ""
        site = _number(parameters.get("site", ""))
        first, last = _day(parameters.get("from", "")), _day(parameters.get("until", ""))
        asked = Asked(
            who=who, deed=deed, via=via, site=site, text=text,
            since=_midnight(first), until=_midnight(last and last + timedelta(days=1)),
            behind=Place.from_text(parameters.get("behind", "")),
        )  # fmt: skip
        words = {"who": who, "deed": deed, "via": via, "site": str(site or ""), "text": text}
        words |= {"from": first.isoformat() if first else "", "until": last.isoformat() if last else ""}
        return cls(asked, {key: word for key, word in words.items() if word})

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words)

    @property
    def kept(self) -> str:
        """As the beginning of an address's query."""
        return f"{urlencode(self.words)}&" if self.words else ""

    @property
    def plain(self) -> str:
        return f"?{urlencode(self.words)}" if self.words else ""


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:LONGEST]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 9998 else None


def _midnight(day: date | None) -> datetime | None:
    """On the site's clock."""
    return datetime.combine(day, time(), tzinfo=get_current_timezone()) if day else None
