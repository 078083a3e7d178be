"""Makes the plan of a restore: which files come from which medium, as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mmbackup.engine.errors import NothingPicked, SetUnknown
from mmbackup.engine.index.plan import make_plan
from mmbackup.engine.index.shapes import Pick, PlannedPart
from mmbackup.models import BackupSet
from mmbackup.services.index.keep import Without, open_view
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.contributions import without_of
from mmbackup.services.restore.known_sets import rows_of


@dataclass(frozen=True, slots=True)
class Planned:
    """parts in the order in which their media are asked for; rows are all parts of the chosen sets."""

    parts: tuple[PlannedPart, ...]
    rows: tuple[BackupSet, ...]

    def is_encrypted(self, part: PlannedPart) -> bool:
        return self.row_of(part).is_encrypted

    def row_of(self, part: PlannedPart) -> BackupSet:
        return next(row for row in self.rows if (str(row.uuid), row.part) == (part.set_uuid, part.part))


@dataclass(frozen=True, slots=True)
class Basis:
    """All that a plan comes from: rows as in Planned, and what each set leaves to newer ones."""

    picks: tuple[Pick, ...]
    rows: tuple[BackupSet, ...]
    without: Without


def basis_of(*, asked: Asked) -> Basis:
    """As it is known now. Raise NothingPicked or SetUnknown."""
    if not asked.picks:
        raise NothingPicked("nothing was picked")
    site = asked.drive.site
    rows = rows_of(site=site, set_uuids=asked.sets)
    return Basis(asked.picks, tuple(rows), without_of(site=site, set_uuids=asked.sets))


def plan_from(basis: Basis, path: Path) -> None:
    """Raise NothingPicked or SetUnknown."""
    with open_view(basis.rows, basis.without) as view:
        _check_whole(basis.rows, len(view.indexes))
        make_plan(path, view.indexes, basis.picks)


def _check_whole(rows: Sequence[BackupSet], indexes: int) -> None:
    """A set of which we do not know all would come back with holes, and nobody would be told."""
    if indexes < len(rows):
        raise SetUnknown("an index of a chosen backup is gone or broken")


def parts_as_rows(planned: Planned) -> list[dict[str, Any]]:
    """Fit for JSON: Restore.parts."""
    return [
        {
            "number": part.number,
            "set": part.set_uuid,
            "set_name": part.set_name,
            "part": part.part,
            "medium_uuid": part.medium_uuid,
            "medium_name": part.medium_name,
            "files": part.files,
            "size": part.size,
            "done": False,
            "encrypted": planned.is_encrypted(part),
        }
        for part in planned.parts
    ]
