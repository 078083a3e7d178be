"""One call of a restore: a part from the medium in the drive, or why not."""

import contextlib
from copy import deepcopy

from mmbackup.engine.errors import (
    BackupError,
    FormatError,
    KeyNeeded,
    MediumError,
    NothingPicked,
    ServerDiskFull,
)
from mmbackup.engine.events import MediumFound, MediumRefused, PhaseBegan
from mmbackup.engine.format.log_of_parts import PartLog
from mmbackup.engine.index.plan import Plan
from mmbackup.engine.operations.restore import words
from mmbackup.engine.operations.restore.accepting import Accepted, accept, check_key
from mmbackup.engine.operations.restore.around import Around
from mmbackup.engine.operations.restore.ending import end_done, end_failed
from mmbackup.engine.operations.restore.job import RestoreJob
from mmbackup.engine.operations.restore.joining import forget_joined
from mmbackup.engine.operations.restore.log import begin_part, log_of
from mmbackup.engine.operations.restore.outputs import check_room
from mmbackup.engine.operations.restore.part import PartRun
from mmbackup.engine.operations.restore.places import make_target, places_of
from mmbackup.engine.operations.restore.shapes import PartRestored, RestoreStep, State
from mmbackup.engine.operations.restore.state_file import save_state
from mmbackup.engine.outcomes import Phase


class Attempt:
    """state is what holds so far; it changes only with a part that is done."""

    def __init__(self, job: RestoreJob, plan: Plan, state: State, around: Around) -> None:
        self._job, self._plan, self._state, self._around = job, plan, state, around
        self._log: PartLog | None = None
        self._seen = ""

    def run(self) -> RestoreStep:
        try:
            return self._run()
        except (MediumError, FormatError, KeyNeeded) as error:
            return self._refused(error)
        except BackupError as error:
            return self._failed(error)
        finally:
            if self._log is not None:
                self._log.close()

    def _run(self) -> RestoreStep:
        self._phase(Phase.PREFLIGHT)
        if not self._plan.parts and not any(True for _ in self._plan.folders()):
            raise NothingPicked("nothing of what was picked lies in the backups")
        places_of(self._job.target)  # TargetRefused at once, before anybody looks for a medium
        if self._job.dry_run:
            return self._dry_run()
        if not self._plan.open_parts:
            return self._done(None)
        accepted = accept(self._job.drive, self._plan.open_parts)
        with contextlib.closing(accepted.medium):
            return self._restore(accepted)

    def _restore(self, accepted: Accepted) -> RestoreStep:
        identity, part = accepted.identity, accepted.part
        self._seen = identity.name
        room = accepted.medium.room()
        self._around.listen(
            MediumFound(identity.uuid, identity.name, identity.pool, room.capacity, room.free)
        )
        check_room(self._job, self._plan)
        check_key(accepted, self._job.identities)
        log = self._log = log_of(self._job, part.number, identity.name)
        begin_part(log, self._job, part, is_first=not self._state.has_begun)
        state = deepcopy(self._state)
        for text in self._around.begin():
            log.note_for_all(text)
        self._state.has_begun = state.has_begun = True
        save_state(self._job.folder, self._state)
        make_target(self._job.target)
        self._phase(Phase.RESTORE)
        run = PartRun(self._job, self._plan, accepted, state, log=log, around=self._around)
        with contextlib.closing(run):
            run.run()
            return self._keep(accepted, run, state)

    def _keep(self, accepted: Accepted, run: PartRun, state: State) -> RestoreStep:
        """From restore.json on the part counts; the plan is made to agree (settling.py), come what may."""
        part, identity = accepted.part, accepted.identity
        done = PartRestored(
            part.number,
            part.set_name,
            identity.uuid,
            identity.name,
            run.back_files,
            run.back_size,
            run.errors,
            self._around.clock(),
        )
        state.parts.append(done)
        state.errors += run.errors
        if self._log is not None:
            self._log.sync()
        save_state(self._job.folder, state)
        self._plan.mark_done(part.number, run.memory.all_faults())
        forget_joined(self._job, self._plan, run.joined)
        self._state = state
        remaining = self._plan.open_parts
        if remaining:
            return RestoreStep(part=done, remaining=remaining)
        return self._done(done)

    def _done(self, part: PartRestored | None) -> RestoreStep:
        self._phase(Phase.ENDED)
        log = self._log = self._log or log_of(self._job)
        result = end_done(self._job, self._state, self._plan, log, self._around)
        return RestoreStep(part=part, result=result)

    def _dry_run(self) -> RestoreStep:
        from mmbackup.engine.operations.restore.dry_run import dry_run  # noqa: PLC0415 - seldom asked for

        log = self._log = log_of(self._job, 1)
        self._phase(Phase.RESTORE)
        dry_run(self._job, self._plan, self._state, log, self._around)
        return self._done(None)

    def _refused(self, error: BackupError) -> RestoreStep:
        step = RestoreStep(
            refused=MediumRefused(
                type(error).__name__, str(error), words.next_step(error), self._seen, self._around.clock()
            ),
            remaining=self._plan.open_parts,
        )
        with contextlib.suppress(ServerDiskFull):
            log = self._log = self._log or log_of(self._job)
            log.note_for_all(f"{f'Medium {self._seen} was' if self._seen else 'It was'} not taken: {error}")
            log.sync()
        return step

    def _failed(self, error: BackupError) -> RestoreStep:
        self._phase(Phase.ENDED)
        with contextlib.suppress(ServerDiskFull):
            self._log = self._log or log_of(self._job)
        result = end_failed(self._job, self._state, self._plan, self._log, error=error, around=self._around)
        return RestoreStep(result=result)

    def _phase(self, phase: Phase) -> None:
        self._around.listen(PhaseBegan(phase, self._around.clock()))
