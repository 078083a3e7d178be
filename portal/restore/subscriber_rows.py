"""Subscribers of backups, as a page lists them: one box for all that is somebody's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mmbackup.engine.format.names import escape
from mmbackup.engine.index.subscribers import Place, Subscriber
from portal.restore.entries import moment_of
from portal.restore.picked import Box, box_of_several
from portal.restore.wanted import Wanted

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Folder:
    path: str
    address: str


@dataclass(frozen=True, slots=True)
class SubscriberRow:
    """newest_at is None where it is not known. more: folders that are not shown."""

    name: str
    folders: tuple[Folder, ...]
    more: int
    files: int
    size: int
    newest_at: datetime | None
    night: str
    medium: str
    box: Box


def subscriber_rows(
    subscribers: Iterable[Subscriber], wanted: Wanted, nights: dict[str, str]
) -> list[SubscriberRow]:
    return [_row(one, wanted, nights) for one in subscribers]


def _row(one: Subscriber, wanted: Wanted, nights: dict[str, str]) -> SubscriberRow:
    newest = max(one.places, key=lambda place: place.head.started_at).head
    return SubscriberRow(
        name=one.name,
        folders=tuple(_folder(place, wanted) for place in one.places[:SHOWN]),
        more=max(len(one.places) - SHOWN, 0),
        files=one.files,
        size=one.size,
        newest_at=moment_of(one.newest_ns),
        night=nights.get(newest.set_uuid, ""),
        medium=newest.medium_name,
        box=box_of_several(tuple(place.pick for place in one.places), wanted.picks),
    )


def _folder(place: Place, wanted: Wanted) -> Folder:
    """A file is looked at in its folder."""
    path = place.path if place.is_folder else place.path.rpartition(b"/")[0]
    return Folder(escape(place.path), wanted.address("browse", folder=escape(path)))
