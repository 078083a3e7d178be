"""The recovery points as text: what each backup holds, and where each data type was last complete."""

from collections.abc import Iterable, Iterator

from mmbackup.engine.format.names import one_line
from mmbackup.engine.rotation.recovery import Cell, Point, RecoveryTable
from mmbackup.services.restore.recovery_points import last_complete_words

NEWEST = 30


def recovery_lines(table: RecoveryTable, strangers: Iterable[Point]) -> Iterator[str]:
    for data_type, server in table.what:
        last = last_complete_words(table.last_whole(data_type, server))
        yield f"{data_type.title} of {server}: last complete: {last}"
    for point in table.points[:NEWEST]:
        yield from _point_lines(point)
    if len(table.points) > NEWEST:
        yield f"… and {len(table.points) - NEWEST:,} older ones"
    for point in strangers:
        yield from _point_lines(point)
        yield f"    of another site: {one_line(point.site_name)}; name it by --set"


def _point_lines(point: Point) -> Iterator[str]:
    yield ""
    yield f"{point.name}  {point.night}  {point.media_words}{_remarks(point)}"
    for cell in point.cells:
        yield f"    {cell.data_type.title} of {cell.server}: {_words(cell)}"


def _remarks(point: Point) -> str:
    remarks = [point.trouble] if point.trouble else []
    remarks += [] if point.is_indexed else ["what it holds is not known here: import its medium"]
    remarks += ["encrypted"] if point.is_encrypted else []
    remarks += [f"made with {point.errors} errors"] if point.errors else []
    return f"  ({'; '.join(remarks)})" if remarks else ""


def _words(cell: Cell) -> str:
    if cell.is_whole:
        return f"all {cell.saved_files:,} files"
    return f"{cell.saved_files:,} of {cell.files:,} files"
