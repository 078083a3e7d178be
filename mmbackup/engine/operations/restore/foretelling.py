"""What a restore would put back, in a dry run: checked and compared, where its medium is in the drive.

Of encrypted sets nothing is opened unless a key was given. What is looked at lies in the restore's own folder
meanwhile; where it would go to, nothing is changed.
"""

import contextlib
import os
import shutil

from mmbackup.engine.errors import BackupError, CommandFailed, RunCancelled
from mmbackup.engine.format.log_of_parts import PartLog
from mmbackup.engine.format.names import escape, one_line
from mmbackup.engine.index.plan import Plan
from mmbackup.engine.index.shapes import IndexedFile, PlannedPart
from mmbackup.engine.operations.restore.accepting import accept
from mmbackup.engine.operations.restore.around import Around
from mmbackup.engine.operations.restore.job import InPlace, RestoreJob
from mmbackup.engine.operations.restore.outputs import check_room, judged
from mmbackup.engine.operations.restore.pieces import restore_entries
from mmbackup.engine.operations.restore.shapes import State
from mmbackup.engine.operations.restore.standing import ending_of
from mmbackup.engine.operations.restore.takers import Wanted
from mmbackup.engine.sources.port import Manner, Output, PutBack
from mmbackup.engine.sources.putting_back.programs import LocalPrograms


def foretell(job: RestoreJob, plan: Plan, state: State, log: PartLog, around: Around) -> None:
    """state gains the errors."""
    if isinstance(job.target, InPlace) and job.target.outputs:
        _Foretelling(job, plan, state, log, around).run(os.path.join(job.folder, "dry-run"))


class _Foretelling:
    def __init__(self, job: RestoreJob, plan: Plan, state: State, log: PartLog, around: Around) -> None:
        self._job, self._plan, self._state, self._log, self._around = job, plan, state, log, around
        self._programs = LocalPrograms(self._look)

    def run(self, folder: str) -> None:
        wanted: dict[bytes, Wanted] = {}
        for entry, found in judged(self._job.target, self._plan):
            if not isinstance(found, Wanted):
                self._note(f"{escape(entry.path)}: would be left out: {found}.")
            elif entry.slice:
                self._note(f"{escape(entry.path)}: it lies on several media, and is not looked at.")
            else:
                wanted[entry.path] = found
        check_room(self._job, self._plan)
        for part in self._plan.parts if wanted else ():
            try:
                os.makedirs(folder, mode=0o700, exist_ok=True)
                self._part(part, wanted, folder)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _part(self, part: PlannedPart, wanted: dict[bytes, Wanted], folder: str) -> None:
        here = [entry for entry in self._plan.entries(part.number) if entry.path in wanted]
        if not here:
            return
        try:
            self._bring(part, here, folder)
        except RunCancelled:
            raise
        except BackupError as error:
            self._note(f"What would be put back from {part.medium_name} is not looked at: {error}.")
            return
        for entry in here:
            self._one(wanted[entry.path], os.path.join(folder, os.fsdecode(entry.path)))

    def _bring(self, part: PlannedPart, entries: list[IndexedFile], folder: str) -> None:
        accepted = accept(self._job.drive, [part])
        with contextlib.closing(accepted.medium) as medium:
            found = restore_entries(
                medium=medium,
                folder=part.set_name,
                entries=entries,
                target=os.fsencode(folder),
                identities=self._job.identities,
                cancelled=self._around.cancelled,
            )
            for one in found:
                if one.reason:
                    self._error(f"{escape(one.path)}: {one.reason}")

    def _one(self, wanted: Wanted, path: str) -> None:
        kind, settings = wanted.kind, wanted.taker.settings
        if not os.path.isfile(path):
            return
        output = Output(wanted.name, path)
        manner = Manner(settings, self._job.existing, ending_of(self._job.started_at))
        try:
            kind.check(output, settings, self._programs)
            self._tell(wanted, kind.changes(output, manner, self._programs))
        except CommandFailed as error:
            self._error(f"{escape(wanted.entry.path)}: {error}")

    def _tell(self, wanted: Wanted, foretold: PutBack) -> None:
        way = wanted.kind.way(wanted.taker.settings)
        said = (
            f"would be kept: {foretold.kept}" if foretold.kept else f"is whole, and would be put back {way}"
        )
        self._note(f"{escape(wanted.entry.path)}: {said}.", *foretold.lines)

    def _note(self, *texts: str) -> None:
        for text in texts:
            self._log.note_for_all(one_line(text))

    def _error(self, text: str) -> None:
        self._state.errors += 1
        self._log.error(one_line(text))

    def _look(self) -> None:
        if self._around.cancelled():
            raise RunCancelled("the dry run was cancelled")
