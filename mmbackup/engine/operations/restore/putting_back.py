"""Puts back what programs said, when all files are in their places: some before software starts, some after.

What was put back is remembered before its file is removed. What was not stays where it was brought, and the
log says where.
"""

import contextlib
import os
from collections.abc import Iterator

from mmbackup.engine.errors import CommandFailed, RunCancelled, ServerDiskFull
from mmbackup.engine.events import ErrorNoted, PhaseBegan
from mmbackup.engine.format.log_of_parts import PartLog
from mmbackup.engine.format.names import escape, one_line
from mmbackup.engine.index.plan import Plan
from mmbackup.engine.operations.restore.around import Around
from mmbackup.engine.operations.restore.job import InPlace, RestoreJob, Taker
from mmbackup.engine.operations.restore.outcomes import Became
from mmbackup.engine.operations.restore.outputs import Brought, brought_of, judged, wanted_of
from mmbackup.engine.operations.restore.shapes import State
from mmbackup.engine.operations.restore.standing import ending_of
from mmbackup.engine.operations.restore.state_file import save_state
from mmbackup.engine.operations.restore.takers import Wanted
from mmbackup.engine.operations.restore.words import item_title
from mmbackup.engine.outcomes import Phase
from mmbackup.engine.sources.origins import server_folder
from mmbackup.engine.sources.port import ActsOnFiles, Manner, PutBack, ServerMust
from mmbackup.engine.sources.putting_back.programs import LocalPrograms
from mmbackup.engine.sources.registry import KINDS, walk_of

MOST_TOLD = 100
_NOT_SO = {
    ServerMust.STAND_STILL: "its server runs, and must stand still for it: stop it, or have it stopped",
    ServerMust.RUN: "its server does not answer, and must run for it",
}


class PuttingBack:
    """Of a restore all of whose parts are done; else tell_of_the_rest is all there is to do."""

    def __init__(
        self, job: RestoreJob, plan: Plan, state: State, log: PartLog | None, around: Around
    ) -> None:
        self._job, self._plan, self._state, self._log, self._around = job, plan, state, log, around
        self._programs = LocalPrograms(self._look)
        self._is_cancelled = False

    def before_start(self) -> None:
        """While software that was stopped still is: also of running servers, where they run all the same."""
        if self._job.dry_run:
            return
        self._tell_what_is_left_out()
        self._act_on_files()
        for one in self._open():
            must = one.wanted.kind.server_must(one.wanted.taker.settings)
            if must is ServerMust.STAND_STILL or self._is_ready(one):
                self._one(one)

    def after_start(self) -> None:
        if not self._job.dry_run:
            for one in self._open():
                self._one(one)
            self._tell_of_what_is_missing("it did not come back whole from its media")
            self._forget_folders()

    def tell_of_the_rest(self) -> None:
        """A restore that failed puts nothing back."""
        for one in self._open():
            self._not_so(one, "it was brought, and was not put back, since the restore failed")
        self._tell_of_what_is_missing("it was not brought, or not whole, since the restore failed")
        self._forget_folders()

    def _open(self) -> Iterator[Brought]:
        """What is done with goes, also where a process died over it."""
        for one in brought_of(self._job, self._plan):
            name = one.wanted.entry.path.hex()
            if name in self._state.put_back:
                os.unlink(one.output.path)
            elif name not in self._state.not_put_back:
                yield one

    def _one(self, one: Brought) -> None:
        self._around.listen(PhaseBegan(Phase.PUT_BACK, self._around.clock()))
        try:
            came_of_it = self._put_back(one)
        except (CommandFailed, RunCancelled) as error:
            self._is_cancelled = self._is_cancelled or isinstance(error, RunCancelled)
            self._failed(one, str(error))
        else:
            self._done(one, came_of_it)

    def _put_back(self, one: Brought) -> PutBack:
        kind, settings = one.wanted.kind, one.wanted.taker.settings
        self._look()
        if not self._is_ready(one):
            raise CommandFailed(_NOT_SO[kind.server_must(settings)])
        kind.check(one.output, settings, self._programs)
        manner = Manner(settings, self._job.existing, ending_of(self._job.started_at))
        return kind.put_back(one.output, manner, self._programs)

    def _is_ready(self, one: Brought) -> bool:
        try:
            return one.wanted.kind.is_ready(one.wanted.taker.settings, self._programs)
        except (CommandFailed, RunCancelled):
            return False

    # what came of it

    def _done(self, one: Brought, came_of_it: PutBack) -> None:
        entry = one.wanted.entry
        said = f"kept as it is: {came_of_it.kept}" if came_of_it.kept else "put back " + _way(one)
        self._note(f"{escape(entry.path)}: {said}.", *came_of_it.lines)
        self._count(one, Became.KEPT if came_of_it.kept else Became.PUT_BACK)
        self._state.put_back.append(entry.path.hex())
        with contextlib.suppress(ServerDiskFull):  # it is put back, whether that can be remembered or not
            save_state(self._job.folder, self._state)
        os.unlink(one.output.path)

    def _failed(self, one: Brought, reason: str) -> None:
        self._count(one, Became.FAILED)
        self._not_so(one, reason)

    def _not_so(self, one: Brought, reason: str) -> None:
        where = escape(os.fsencode(one.output.path))
        self._not_put_back(one.wanted, f"{one_line(reason)}. It is kept in {where}")

    def _tell_of_what_is_missing(self, reason: str) -> None:
        """What is not here, or in slices: nothing of it is put back."""
        told = self._state.not_put_back.union(self._state.put_back)
        for wanted in wanted_of(self._job, self._plan):
            if wanted.entry.path.hex() not in told:
                self._not_put_back(wanted, reason)

    def _not_put_back(self, wanted: Wanted, reason: str) -> None:
        self._state.not_put_back.add(wanted.entry.path.hex())
        self._error(f"{escape(wanted.entry.path)}: NOT put back: {reason}", wanted.taker)

    def _count(self, one: Brought, became: Became) -> None:
        """It may have been brought by a try at its part that does not count."""
        entry = one.wanted.entry
        key = entry.data_type, entry.server
        if self._state.counts.get((*key, Became.BROUGHT.value), [0])[0]:
            self._state.count((*key, Became.BROUGHT.value), -1, -entry.size)
        self._state.count((*key, became.value), 1, entry.size)

    def _error(self, text: str, taker: Taker) -> None:
        self._state.errors += 1
        self._around.listen(ErrorNoted(taker.server, taker.item, text))
        if self._log is not None:
            with contextlib.suppress(ServerDiskFull):
                self._log.section(taker.server, taker.item, item_title(taker.item))
                self._log.error(text, taker.server, taker.item)

    def _note(self, *texts: str) -> None:
        if self._log is not None:
            with contextlib.suppress(ServerDiskFull):
                for text in texts[:MOST_TOLD]:
                    self._log.note_for_all(one_line(text))

    def _look(self) -> None:
        if self._is_cancelled or self._around.cancelled():
            raise RunCancelled("the restore was cancelled")

    # all else

    def _tell_what_is_left_out(self) -> None:
        left = ((entry, why) for entry, why in judged(self._job.target, self._plan) if isinstance(why, str))
        for (entry, why), _ in zip(left, range(MOST_TOLD), strict=False):
            self._note(f"{escape(entry.path)}: left out: {why}.")

    def _act_on_files(self) -> None:
        takers = self._job.target.takers if isinstance(self._job.target, InPlace) else ()
        for taker in takers:
            kind: object = KINDS.get(taker.kind)
            if isinstance(kind, ActsOnFiles) and taker.is_here and self._holds(taker):
                self._act(taker, kind)

    def _holds(self, taker: Taker) -> bool:
        """Whether something of its files was to come back."""
        server = server_folder(taker.server)
        roots = walk_of(taker.kind, taker.settings).roots
        return any(self._plan.holds(server + os.fsencode(root).rstrip(b"/")) for root in roots)

    def _act(self, taker: Taker, kind: ActsOnFiles) -> None:
        name = f"{taker.server}, {taker.source}"
        try:
            self._look()
            self._note(*(f"{name}: {line}" for line in kind.when_back(taker.settings, self._programs)))
        except (CommandFailed, RunCancelled) as error:
            self._is_cancelled = self._is_cancelled or isinstance(error, RunCancelled)
            self._error(f"{name}: its files are back, and what is to be done then failed: {error}", taker)

    def _forget_folders(self) -> None:
        """Those that hold nothing any more."""
        if isinstance(self._job.target, InPlace) and self._job.target.outputs:
            for folder, _, _ in os.walk(self._job.target.outputs, topdown=False):
                with contextlib.suppress(OSError):
                    os.rmdir(folder)


def _way(one: Brought) -> str:
    return one.wanted.kind.way(one.wanted.taker.settings)
