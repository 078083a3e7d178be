"""One try at the next part of an attended backup: it is written, or its medium refused, or all has ended."""

import contextlib
from dataclasses import replace

from mmbackup.engine.errors import BackupError, FormatError, MediumError, NothingToSave, ServerDiskFull
from mmbackup.engine.events import MediumRefused, Step
from mmbackup.engine.operations.attended.accepting import Gate
from mmbackup.engine.operations.attended.collecting import collect
from mmbackup.engine.operations.attended.ending import end_early, end_proven
from mmbackup.engine.operations.attended.folder import StateFolder
from mmbackup.engine.operations.attended.log import log_of_listing, log_of_next_part
from mmbackup.engine.operations.attended.marking import mark, marked, take_up
from mmbackup.engine.operations.attended.part_desk import PartDesk, Surroundings
from mmbackup.engine.operations.attended.part_run import PartRun
from mmbackup.engine.operations.attended.shapes import State
from mmbackup.engine.operations.attended.words import next_step_of_refusal
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Phase


class Attempt:
    """state is what holds so far, None before the sources were listed."""

    def __init__(
        self, job: BackupJob, folder: StateFolder, state: State | None, around: Surroundings, piece_limit: int
    ) -> None:
        sources = state.sources if state else job.sources
        started_at = state.started_at if state else job.started_at
        work = folder.fresh_work()
        self._job = replace(job, sources=sources, started_at=started_at, spool_folder=work)
        self._folder = folder
        self._state = state
        self._around = around
        self._piece_limit = piece_limit
        self._log = log_of_next_part(self._job, state)
        self._desk = PartDesk(self._job, self._log, around, state.errors if state else 0)
        self._gate = Gate(self._job, state, around.clock())

    def run(self) -> Step:
        try:
            return self._run()
        except (MediumError, FormatError) as error:
            return self._refused(error)
        except BackupError as error:
            return self._ended(error)
        except OSError as error:  # the medium and the sources answer with errors of their own
            return self._ended(ServerDiskFull(f"the backup server's own disk failed: {error.strerror}"))
        finally:
            self._log.close()

    def _run(self) -> Step:
        if self._state is not None and self._state.is_to_be_taken_up:
            return self._done(take_up(self._state, self._folder, self._job.drive))
        self._desk.begin(Phase.PREFLIGHT)
        if not self._job.sources:
            raise NothingToSave("no sources are configured")
        accepted = self._gate.accept()
        with contextlib.ExitStack() as opened:
            opened.callback(accepted.medium.close)
            state = self._state = self._state or self._collect()
            part = PartRun(self._desk, self._folder, state, accepted, self._piece_limit)
            opened.pop_all()
        with contextlib.closing(part):
            after = part.run()
            self._keep(part, state, after)
            self._clear_away(part, state)
        return self._done(after)

    def _collect(self) -> State:
        job = replace(self._job, spool_folder=self._folder.fresh_listing())
        log = log_of_listing(job)
        desk = PartDesk(job, log, self._around)
        desk.begin(Phase.COLLECT)
        with contextlib.closing(log):
            state = collect(desk, self._folder)
            log.sync()
        self._desk.errors = state.errors
        return state

    def _keep(self, part: PartRun, before: State, after: State) -> None:
        """From here on the part counts, and nothing takes it away any more that is not sure it does not."""
        self._log.sync()
        part.is_proven = True
        self._folder.save(after)
        self._state = after
        try:
            mark(part.medium, after.parts[-1])
        except BackupError:
            self._folder.save(before)
            self._state, part.is_proven = before, False
            raise
        with contextlib.suppress(ServerDiskFull):  # else the next call marks it again
            self._folder.save(marked(after))

    def _clear_away(self, part: PartRun, before: State) -> None:
        """The part stands, so that a failure here takes nothing from it."""
        self._folder.forget_left(before.next_part)
        if not self._desk.errors:  # a set with errors may lack what only the older one has
            try:
                part.old_sets.remove_all()
            except BackupError as error:
                with contextlib.suppress(ServerDiskFull):
                    self._log.note(f"Older sets could not be removed: {error}")

    def _done(self, state: State) -> Step:
        proven = state.parts[-1]
        if not proven.is_last:
            return Step(part=proven.part)
        self._desk.begin(Phase.ENDED)
        result = end_proven(state, self._log, self._around.clock(), self._desk.zone)
        return Step(part=proven.part, result=result)

    def _refused(self, error: BackupError) -> Step:
        part = self._state.next_part if self._state else 1
        name = self._gate.seen
        self._log.note_for_all(
            f"Part {part}: {f'medium {name} was' if name else 'it was'} not taken: {error}"
        )
        self._log.sync()
        next_step, now = next_step_of_refusal(error), self._around.clock()
        return Step(refused=MediumRefused(type(error).__name__, str(error), next_step, name, now))

    def _ended(self, error: BackupError) -> Step:
        self._desk.begin(Phase.ENDED)
        return Step(result=end_early(self._state, self._log, error, self._around.clock(), self._desk.zone))
