"""What the address of a restore's page asks for: as of which moment, and what is picked so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.index.shapes import Pick
from portal.restore.kept_picks import kept


@dataclass(frozen=True, slots=True)
class Wanted:
    """moment is None for the newest there is. only is the uuid of the one backup to take everything from.

    is_gone: the address names a list that is not kept any more.
    """

    moment: datetime | None = None
    name: str = ""
    picks: tuple[Pick, ...] = ()
    is_gone: bool = False
    only: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Self:
        """Nonsense in an address counts as silence."""
        name = parameters.get("picks", "")
        picks = kept(name) if name else ()
        known = picks is not None
        return cls(
            moment=_moment(parameters.get("at", "")),
            name=name if known else "",
            picks=picks or (),
            is_gone=not known,
            only=_uuid(parameters.get("set", "")),
        )

    def address(self, page: str, **more: str) -> str:
        """Of another page that wants the same."""
        asked = {"at": self.at, "set": self.only, "picks": self.name, **more}
        query = urlencode({key: value for key, value in asked.items() if value})
        return reverse(f"restore:{page}") + (f"?{query}" if query else "")

    @property
    def at(self) -> str:
        """As it stands in an address: with its offset, as an hour of the clock may come twice."""
        return timezone.localtime(self.moment).isoformat(timespec="minutes") if self.moment else ""

    @property
    def data_types(self) -> tuple[DataType, ...]:
        """Of what is picked; empty where that may be any."""
        slugs = {pick.data_type for pick in self.picks}
        return () if "" in slugs else tuple(kind for kind in DataType if kind.slug in slugs)

    @property
    def servers(self) -> tuple[str, ...]:
        names = {pick.server for pick in self.picks}
        return () if "" in names else tuple(sorted(names))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text[:40])
        aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        timezone.localtime(aware)  # the first and the last days of the calendar have no zone
    except (ValueError, OverflowError):
        return None
    return aware


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
