"""Recovery points: what each set could bring back, and which sets a restore to a moment takes.

A partial backup is newer and not better: what it left out comes from the sets before it, back to and with the
newest that holds all of a data type. What was never verified, or lies on a medium that is lost, damaged or
retired, is taken only when there is nothing better, and it is said. What was imported and not verified here
yet stands between the two.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.rotation.facts import What


@dataclass(frozen=True, slots=True)
class PointMedium:
    """trouble: lost, damaged or retired; empty when it is to be had. place is where it is kept, in words."""

    uuid: str
    name: str
    part: int
    trouble: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a set holds of one data type of one server. Sizes in bytes, of what was saved."""

    data_type: DataType
    server: str
    files: int
    saved_files: int
    size: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A set with all its parts. night is the date it answers for; errors those of the run that wrote it.

    site_name: another site's, whose medium was imported; empty: our own. is_claimed: its media say that it
    was verified, and this server has not done so yet.
    """

    set_uuid: str
    name: str
    night: date
    at: datetime
    media: tuple[PointMedium, ...]
    cells: tuple[Cell, ...]
    is_verified: bool
    is_finished: bool = True
    is_encrypted: bool = False
    is_indexed: bool = False
    errors: int = 0
    damage: str = ""
    site_name: str = ""
    is_claimed: bool = False

    def cell(self, data_type: DataType, server: str) -> Cell | None:
        found = (cell for cell in self.cells if (cell.data_type, cell.server) == (data_type, server))
        return next(found, None)

    @property
    def trouble(self) -> str:
        """Why it is not sure to come back; empty when it is."""
        claimed = ["it was not verified here yet"] if self._is_claimed_only else []
        return "; ".join([*self._faults, *claimed])

    @property
    def is_sure(self) -> bool:
        return not self.trouble

    @property
    def is_likely(self) -> bool:
        """Sure, or so by its media's own word."""
        return not self._faults

    @property
    def _is_claimed_only(self) -> bool:
        return self.is_claimed and not self.is_verified

    @property
    def _faults(self) -> list[str]:
        lacking = [f"{medium.name} is {medium.trouble}" for medium in self.media if medium.trouble]
        unverified = [] if self.is_verified or self.is_claimed else ["it was never verified here"]
        damage = [f"its last check found damage: {self.damage.splitlines()[0]}"] if self.damage else []
        return [*lacking, *unverified, *damage]

    @property
    def media_words(self) -> str:
        return ", ".join(medium.name for medium in self.media)


@dataclass(frozen=True, slots=True)
class RecoveryTable:
    """what is saved, in the order of the site's servers; points are the newest first.

    holding gives those that may hold something, where that is quicker than going through all of them.
    """

    what: tuple[What, ...]
    points: Sequence[Point]
    holding: Callable[[What], Iterable[Point]] | None = None

    def that_may_hold(self, what: What) -> Iterable[Point]:
        return self.points if self.holding is None else self.holding(what)

    def last_whole(self, data_type: DataType, server: str) -> Point | None:
        """The newest that is sure to hold all of it."""
        return next(
            (
                point
                for point in self.that_may_hold((data_type, server))
                if point.is_sure and _whole(point, data_type, server)
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class Chain:
    """The sets that a restore takes, the newest first, and what is to be said of them."""

    points: tuple[Point, ...]
    warnings: tuple[str, ...] = ()
    lacking: tuple[What, ...] = ()

    @property
    def sets(self) -> tuple[str, ...]:
        return tuple(point.set_uuid for point in self.points)


def chain_for(
    *,
    table: RecoveryTable,
    moment: datetime | None = None,
    data_types: Collection[DataType] = (),
    servers: Collection[str] = (),
) -> Chain:
    """Of what is asked for (empty: all), as it was at the moment (None: now)."""
    taken: dict[str, Point] = {}
    warnings: list[str] = []
    lacking: list[What] = []
    for what in _asked(table, data_types, servers):
        points = (each for each in table.that_may_hold(what) if moment is None or each.at <= moment)
        links, said = _links(points, what)
        taken.update((point.set_uuid, point) for point in links)
        warnings += said
        if not links:
            lacking.append(what)
    chain = tuple(_in_order(table.points, taken))
    return Chain(
        chain, (*warnings, *map(_errors_of, (each for each in chain if each.errors))), tuple(lacking)
    )


def left_to_newer(points: Iterable[Point]) -> Mapping[str, frozenset[tuple[str, str]]]:
    """Of sets, the newest first: what each leaves to a newer one, as slugs of data types with servers.

    What a newer set holds whole is taken from it alone: a file that was deleted since does not come back.
    """
    whole: set[tuple[str, str]] = set()
    found = {}
    for point in points:
        found[point.set_uuid] = frozenset(whole)
        whole.update((cell.data_type.slug, cell.server) for cell in point.cells if cell.is_whole)
    return found


def _asked(
    table: RecoveryTable, data_types: Collection[DataType], servers: Collection[str]
) -> Iterator[What]:
    for data_type, server in table.what:
        if (not data_types or data_type in data_types) and (not servers or server in servers):
            yield data_type, server


def _in_order(points: Iterable[Point], taken: Mapping[str, Point]) -> Iterator[Point]:
    """As they stand in the table, which is read no further than the last of them."""
    left = set(taken)
    for point in points if left else ():
        if point.set_uuid in left:
            left.remove(point.set_uuid)
            yield point
        if not left:
            return


def _links(points: Iterable[Point], what: What) -> tuple[list[Point], list[str]]:
    """The sets for one data type of one server, the newest first, and warnings.

    From the sure ones if they hold all of it, else with those that only their media speak for.
    """
    holding = []
    for point in _holding(points, what):
        holding.append(point)
        if point.is_sure and _whole(point, *what):
            links = [each for each in holding if each.is_sure]
            break
    else:
        likely = [point for point in holding if point.is_likely]
        links = _back_to_whole(likely or holding, what)
    return links, list(_warnings(links, holding, what))


def _holding(points: Iterable[Point], what: What) -> Iterator[Point]:
    return (point for point in points if (cell := point.cell(*what)) and (cell.saved_files or cell.size))


def _back_to_whole(points: Iterable[Point], what: What) -> list[Point]:
    links = []
    for point in points:
        links.append(point)
        if _whole(point, *what):
            break
    return links


def _warnings(links: list[Point], holding: list[Point], what: What) -> Iterator[str]:
    name = f"{what[0].title} of {what[1]}"
    if not links:
        yield f"{name}: no backup that is known here holds it."
        return
    for point in links:
        if not point.is_sure:
            yield f"{name}: {point.name} is not sure to come back: {point.trouble}."
    if not _whole(links[-1], *what):
        yield f"{name}: no backup holds all of it; what the partial ones hold comes back."
    newer = [point for point in holding if point.at > links[0].at]
    for point in newer:
        yield f"{name}: the newer {point.name} on {point.media_words} is left out: {point.trouble}."


def _errors_of(point: Point) -> str:
    count = f"{point.errors:,} error{'' if point.errors == 1 else 's'}"
    return f"{point.name} was made with {count}: its log tells what is missing in it."


def _whole(point: Point, data_type: DataType, server: str) -> bool:
    cell = point.cell(data_type, server)
    return cell is not None and cell.is_whole
