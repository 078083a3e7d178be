"""What a restore would do, told from plan and target alone: no medium is asked for, nothing is written."""

import os
import stat

from mmbackup.engine.errors import RunCancelled
from mmbackup.engine.events import Progress
from mmbackup.engine.format.file_line import file_line
from mmbackup.engine.format.log_of_parts import PartLog
from mmbackup.engine.index.plan import Plan
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.around import Around
from mmbackup.engine.operations.restore.folders import Folders
from mmbackup.engine.operations.restore.foretelling import foretell
from mmbackup.engine.operations.restore.job import Existing, RestoreJob
from mmbackup.engine.operations.restore.outcomes import Became, FileFault, NoPlace
from mmbackup.engine.operations.restore.places import Places, Spot, places_of
from mmbackup.engine.operations.restore.report import fault_text
from mmbackup.engine.operations.restore.shapes import State
from mmbackup.engine.operations.restore.standing import status_of
from mmbackup.engine.operations.restore.words import item_title
from mmbackup.engine.outcomes import Phase

_EVERY = 500
_WOULD = {
    Became.RESTORED: "would be new",
    Became.REPLACED: "would be replaced",
    Became.SET_ASIDE: "would set aside",
    Became.KEPT: "would be kept",
    Became.BROUGHT: "would be put back",
    Became.NO_PLACE: "would be left out",
}


def dry_run(job: RestoreJob, plan: Plan, state: State, log: PartLog, around: Around) -> None:
    """state gains the counts."""
    _DryRun(job, plan, state, log, around).run()


class _DryRun:
    def __init__(self, job: RestoreJob, plan: Plan, state: State, log: PartLog, around: Around) -> None:
        self._plan, self._state, self._log, self._around = plan, state, log, around
        self._job, self._existing = job, job.existing
        self._places: Places = places_of(job.target)
        self._folders = Folders(lambda _path: None)
        self._files = self._size = 0

    def run(self) -> None:
        parts = self._plan.parts
        self._files_total = sum(part.files for part in parts)
        self._size_total = sum(part.size for part in parts)
        try:
            for part in parts:
                self._log.begin(f"Part {part.number}: set {part.set_name}, medium {part.medium_name}")
                for entry in self._plan.entries(part.number):
                    if entry.kind != "folder" and (entry.slice is None or entry.slice.is_last):
                        self._tell(entry)
        finally:
            self._folders.close()
        foretell(self._job, self._plan, self._state, self._log, self._around)

    def _tell(self, entry: IndexedFile) -> None:
        self._log.section(entry.server, entry.item, item_title(entry.item))
        try:
            spot = self._places.spot(entry)
            became = Became.BROUGHT if self._places.is_brought(entry) else self._foretold(spot)
        except NoPlace:
            became = Became.NO_PLACE
        except (FileFault, OSError) as error:
            reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else str(error)
            became = Became.FAILED
            self._state.errors += 1
            self._log.error(fault_text(entry.path, reason), entry.server, entry.item)
        if became is not Became.FAILED:
            text = file_line(entry.path, entry.size, _WOULD[became])
            self._log.add_lines(entry.server, entry.item, text, 1)
        self._state.count((entry.data_type, entry.server, became.value), 1, entry.size)
        self._progress(entry.size)

    def _foretold(self, spot: Spot) -> Became:
        try:
            found = status_of(self._folders.holding(spot, make=False), spot.name or b".")
        except FileNotFoundError:
            found = None
        if found is None:
            return Became.RESTORED
        if self._existing is Existing.KEEP:
            return Became.KEPT
        if self._existing is Existing.SET_ASIDE:
            return Became.SET_ASIDE
        if stat.S_ISDIR(found.st_mode):
            raise FileFault("a folder stands in its place")
        return Became.REPLACED

    def _progress(self, size: int) -> None:
        self._files += 1
        self._size += size
        if self._files % _EVERY == 0:
            if self._around.cancelled():
                raise RunCancelled("the dry run was cancelled")
            now = self._around.clock()
            self._around.listen(
                Progress(Phase.RESTORE, now, self._files, self._files_total, self._size, self._size_total)
            )
