"""Subscribers of several sets as one list, by their names: what is whose, and where it lies."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mmbackup.engine.index.merging import Found, merged
from mmbackup.engine.index.opened import OpenIndex, Row
from mmbackup.engine.index.shapes import IndexHead, Pick
from mmbackup.engine.index.tree import joined

_ROW = "key, name, folder, file, server, files, size, newest_ns"
_LAST_LETTER = "\U0010ffff"


class Place(NamedTuple):
    """A folder, or a file, that is a subscriber's. Figures are of the newest set that has it; head is its."""

    path: bytes
    is_folder: bool
    server: str
    files: int
    size: int
    newest_ns: int
    head: IndexHead

    @property
    def pick(self) -> Pick:
        return Pick("", self.server, self.path)


class Subscriber(NamedTuple):
    """None of the places lies in another one. newest_ns: of the newest message, or file where none is."""

    name: str
    places: tuple[Place, ...]

    @property
    def files(self) -> int:
        return sum(place.files for place in self.places)

    @property
    def size(self) -> int:
        return sum(place.size for place in self.places)

    @property
    def newest_ns(self) -> int:
        return max(place.newest_ns for place in self.places)


class SubscriberPage(NamedTuple):
    """after, given back, leads to the next page; empty at the end."""

    subscribers: tuple[Subscriber, ...]
    after: str = ""


def subscribers_page(
    indexes: Sequence[OpenIndex], prefix: str, after: str, limit: int, server: str = ""
) -> SubscriberPage:
    """indexes: the newest first. prefix: of the names, large or small letters alike."""
    found: list[Subscriber] = []
    for one in _subscribers(indexes, prefix.casefold(), after, server):
        if len(found) == limit:
            return SubscriberPage(tuple(found), found[-1].name)
        found.append(one)
    return SubscriberPage(tuple(found))


def subscribers_called(indexes: Sequence[OpenIndex], name: str) -> tuple[Subscriber, ...]:
    """The one of that very name; else all that differ in large and small letters alone."""
    found = []
    for one in _subscribers(indexes, name.casefold(), "", ""):
        if one.name == name:
            return (one,)
        if one.name.casefold() != name.casefold():
            break
        found.append(one)
    return tuple(found)


def know_subscribers(indexes: Iterable[OpenIndex]) -> bool:
    """Whether any of them was told whose its files are."""
    return any(
        index.connection.execute("SELECT 1 FROM subscriber LIMIT 1").fetchone()
        for index in indexes
        if _has_them(index)
    )


def _subscribers(indexes: Sequence[OpenIndex], prefix: str, after: str, server: str) -> Iterator[Subscriber]:
    streams = (
        _stream(number, index, prefix, after, server)
        for number, index in enumerate(indexes)
        if _has_them(index)
    )
    for (_, name), found in merged(streams):
        yield Subscriber(name, tuple(_places(indexes, found)))


def _stream(number: int, index: OpenIndex, prefix: str, after: str, server: str) -> Iterator[Found]:
    allowed = index.choice.folder_condition(server=server)
    asked = (
        f"SELECT {_ROW} FROM subscriber WHERE key >= ? AND key < ? AND (key, name) > (?, ?) {allowed} "
        "ORDER BY key, name, folder, file"
    )
    place = after.casefold()
    values = map(_sound, (max(prefix, place), prefix + _LAST_LETTER, place, after))
    return (((row[0], row[1]), number, row) for row in index.connection.execute(asked, tuple(values)))


def _sound(text: str) -> str:
    """What somebody types at a shell may hold bytes that are no letters; no name here does."""
    return text.encode("utf-8", "replace").decode()


def _has_them(index: OpenIndex) -> bool:
    """An index of an earlier mmbackup has no such table."""
    asked = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'subscriber'"
    return bool(index.connection.execute(asked).fetchone())


def _places(indexes: Sequence[OpenIndex], found: Sequence[Found]) -> Iterator[Place]:
    """Of each path what the newest set says, over all its parts; none that lies in another one."""
    by_path: dict[bytes, list[Place]] = {}
    for _, number, row in found:
        place = _place(indexes[number], row)
        by_path.setdefault(place.path, []).append(place)
    above = b""
    for path in sorted(by_path, key=lambda path: path.split(b"/")):
        if not (above and path.startswith(above + b"/")):
            above = path
            yield _summed(by_path[path])


def _place(index: OpenIndex, row: Row) -> Place:
    folder, file, server, *figures = row[2:]
    files, size, newest_ns = figures
    path = joined(index.tree.path(folder), file)
    return Place(path, not file, server, files, size, newest_ns, index.head)


def _summed(places: Sequence[Place]) -> Place:
    newest = places[0]
    same_set = [place for place in places if place.head.set_uuid == newest.head.set_uuid]
    return newest._replace(
        files=sum(place.files for place in same_set),
        size=sum(place.size for place in same_set),
        newest_ns=max(place.newest_ns for place in places),
    )
