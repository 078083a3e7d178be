"""Where in an index to look: stretches of folders in the order of paths, and what names in each must meet."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mmbackup.engine.index.patterns import ANY, Condition, both, either, like
from mmbackup.engine.index.schema import ROOT

MOST_PARTS = 60  # of a path that is looked for: SQLite joins no more tables
_EVERYWHERE = (1 << 62) - 1


class Stretch(NamedTuple):
    """Folders first to last."""

    first: int
    last: int
    names: Condition


def all_below(first: int = ROOT, last: int = _EVERYWHERE) -> list[Stretch]:
    return [Stretch(first, last, ANY)]


def with_text(connection: sqlite3.Connection, text: str) -> list[Stretch]:
    """Paths of which text is a part: its slashes are those between folders."""
    *above, name = text.split("/")
    if len(above) >= MOST_PARTS:
        return []
    if not above:
        found = _folders(connection, like("f0.name", name, before=True, after=True))
        return _tiled(found, like("name", name, before=True, after=True))
    within = _chain(connection, like("f0.name", name, after=True), above)
    if above == [""]:
        return _tiled(within, like("name", name, after=True))
    parents = _chain(connection, like("f0.name", above[-1], before=len(above) == 1), above[:-1])
    return _ordered(within, [first for first, _ in parents], like("name", name, after=True))


def with_part(connection: sqlite3.Connection, part: str) -> list[Stretch]:
    """Paths of which part is one, from slash to slash, or up to the name's first dot."""
    found = _folders(connection, like("f0.name", part))
    return _tiled(found, either(like("name", part), like("name", f"{part}.", after=True)))


def crossed(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """What lies in both, in order."""
    found, at = [], 0
    for one in some:
        while at < len(others) and others[at].last < one.first:
            at += 1
        further = at
        while further < len(others) and others[further].first <= one.last:
            other = others[further]
            first, last = max(one.first, other.first), min(one.last, other.last)
            found.append(Stretch(first, last, both(one.names, other.names)))
            further += 1
    return found


def _folders(connection: sqlite3.Connection, condition: Condition) -> Iterator[tuple[int, int]]:
    return _chain(connection, condition, [])


def _chain(
    connection: sqlite3.Connection, condition: Condition, above: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Folders that meet the condition and lie in those named; of the first name, its end is enough."""
    joins, wanted = "", condition
    for depth, name in enumerate(reversed(above), 1):
        joins += f" JOIN folder AS f{depth} ON f{depth}.id = f{depth - 1}.parent"
        wanted = both(wanted, like(f"f{depth}.name", name, before=depth == len(above)))
    asked = f"SELECT f0.id, f0.last FROM folder AS f0{joins} WHERE {wanted[0]} ORDER BY f0.id"
    return connection.execute(asked, wanted[1])


def _outermost(found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    end = 0
    for first, last in found:
        if first > end:
            end = last
            yield first, last


def _tiled(found: Iterable[tuple[int, int]], names: Condition) -> list[Stretch]:
    """All that lies in what was found; elsewhere, what has such a name."""
    stretches, start = [], ROOT
    for first, last in _outermost(found):
        if first > start:
            stretches.append(Stretch(start, first - 1, names))
        stretches.append(Stretch(first, last, ANY))
        start = last + 1
    return [*stretches, Stretch(start, _EVERYWHERE, names)]


def _ordered(within: Iterable[tuple[int, int]], parents: Iterable[int], names: Condition) -> list[Stretch]:
    whole = [Stretch(first, last, ANY) for first, last in _outermost(within)]
    alone = [Stretch(parent, parent, names) for parent in parents]
    stretches: list[Stretch] = []
    for one in sorted([*whole, *alone], key=lambda stretch: (stretch.first, stretch.names != ANY)):
        if not stretches or one.first > stretches[-1].last:
            stretches.append(one)
    return stretches
