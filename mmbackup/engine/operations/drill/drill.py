"""A restore drill: restores from the medium in the drive for practice, and proves what came back."""

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import (
    BackupError,
    DrillFailed,
    ForeignMedium,
    KeyNeeded,
    RunCancelled,
    ServerDiskFull,
)
from mmbackup.engine.events import BackupResult, Event, Listener, MediumFound, PhaseBegan, Progress
from mmbackup.engine.format.identity import Identity, read_identity
from mmbackup.engine.format.names import escape
from mmbackup.engine.format.verdict import DRILL, verdict
from mmbackup.engine.index.plan import Plan, make_plan
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.drill.comparing import differing, place_of
from mmbackup.engine.operations.drill.job import DrillCount, Drilled, DrillJob, DrillSet
from mmbackup.engine.operations.drill.log import DrillLog
from mmbackup.engine.operations.drill.opened import open_all
from mmbackup.engine.operations.drill.sample import picks_of
from mmbackup.engine.operations.drill.to_open import ToOpen
from mmbackup.engine.operations.drill.words import proof_of, words_of
from mmbackup.engine.operations.restore.calls import restore_part
from mmbackup.engine.operations.restore.job import Existing, IntoFolder, RestoreJob
from mmbackup.engine.operations.restore.takers import Takers, Wanted, is_output
from mmbackup.engine.outcomes import Outcome, Phase

PLAN_NAME = "plan.sqlite"
SPARE_ROOM = 64 << 20  # bytes that stay free on the server's own disk
AT_ONCE = 500  # files that are opened and compared together
NO_KEY = "the set is encrypted, and there is no drill key"
_KEY_ERRORS = ("KeyNeeded", "WrongKey")


class NoDrillKey(KeyNeeded):
    outcome = Outcome.DID_NOT_RUN
    next_step = "Add a drill key (Backup/Restore > Keys), or start the drill with a key for that one run."


def drill(
    *, job: DrillJob, clock: Callable[[], datetime], listen: Listener, cancelled: Callable[[], bool]
) -> Drilled:
    """Never raises a BackupError, but ServerDiskFull where not even a log can be begun."""
    one = _Drill(job, clock, listen, cancelled)
    try:
        one.run()
    except BackupError as error:
        return one.of_error(error)
    return one.of_success()


class _Drill:
    def __init__(
        self,
        job: DrillJob,
        clock: Callable[[], datetime],
        listen: Listener,
        cancelled: Callable[[], bool],
    ) -> None:
        self._job = job
        self._clock, self._listen, self._cancelled = clock, listen, cancelled
        self._zone = ZoneInfo(job.time_zone)
        self._log = DrillLog(job, self._zone)
        self._count = DrillCount()
        self._takers = Takers(job.takers)
        self._identity: Identity | None = None
        self._target = os.path.join(os.fsencode(job.folder), b"files")

    def run(self) -> None:
        self._begin(Phase.PREFLIGHT)
        chosen = self._job.choose(self._medium_in_drive().uuid)
        self._count.set_uuid, self._count.set_name = chosen.uuid, chosen.name
        identities = self._identities(chosen)
        self._plan(chosen)
        began = time.monotonic()
        self._restore(identities)
        self._count.seconds = round(time.monotonic() - began, 1)
        self._begin(Phase.COMPARE)
        self._prove()
        if self._log.errors:
            raise DrillFailed(f"{self._log.errors:,} of {self._count.files:,} files did not come back right")

    def of_success(self) -> Drilled:
        at = self._clock()
        words = words_of(self._count, self._name, at, self._zone)
        return self._finish(BackupResult(Outcome.FULL, "", "", words, at), proof_of(self._count))

    def of_error(self, error: BackupError) -> Drilled:
        at, reason = self._clock(), str(error)
        self._count.needs_key = isinstance(error, KeyNeeded)
        outcome = Outcome.DID_NOT_RUN if self._count.needs_key else error.outcome
        words = verdict(
            outcome=outcome, reason=reason, tallies=(), errors=0, at=at, zone=self._zone, kind=DRILL
        )
        next_step = error.next_step.replace("choose Back Up Now", "start the drill again")
        result = BackupResult(
            outcome,
            reason,
            next_step,
            words,
            at,
            errors=self._log.errors,
            error=type(error).__name__,
        )
        return self._finish(result, f"not done: {reason}")

    @property
    def _name(self) -> str:
        return self._identity.name if self._identity else ""

    def _begin(self, phase: Phase) -> None:
        self._listen(PhaseBegan(phase, self._clock()))

    def _medium_in_drive(self) -> Identity:
        medium = open_drive(self._job.drive).open()
        try:
            identity = read_identity(medium)
            if identity is None:
                raise ForeignMedium(f"the medium in drive {self._job.drive.name} is none of ours")
            room = medium.room()
        finally:
            medium.close()
        self._identity = identity
        self._log.set_medium(identity.name)
        self._listen(MediumFound(identity.uuid, identity.name, identity.pool, room.capacity, room.free))
        return identity

    def _identities(self, chosen: DrillSet) -> tuple[str, ...]:
        if not chosen.is_encrypted:
            return ()
        identities = self._job.identities()
        if not identities:
            raise NoDrillKey(NO_KEY)
        return identities

    def _plan(self, chosen: DrillSet) -> None:
        """And see that there is room for it."""
        job = self._job
        with SetIndex(chosen.index) as index:
            picks = picks_of(
                index.entries(), seed=job.seed, most_files=job.sample_files, most_size=job.sample_size
            )
            parts = make_plan(Path(job.folder) / PLAN_NAME, [index], picks)
        needed = sum(part.size for part in parts) + SPARE_ROOM
        free = shutil.disk_usage(job.folder).free
        if needed > free:
            raise ServerDiskFull(
                f"the drill needs {needed:,} bytes on the backup server's own disk, and {free:,} are free"
            )

    def _restore(self, identities: tuple[str, ...]) -> None:
        job = self._job
        os.mkdir(self._target, 0o700)
        restore = RestoreJob(
            run_id=job.run_id,
            site=job.site,
            time_zone=job.time_zone,
            started_at=job.started_at,
            drive=job.drive,
            log_path=os.path.join(job.folder, "restore.log"),
            folder=job.folder,
            target=IntoFolder(self._target),
            existing=Existing.REPLACE,
            identities=identities,
        )
        step = restore_part(job=restore, clock=self._clock, listen=self._hear, cancelled=self._cancelled)
        if step.refused is not None:
            error = KeyNeeded if step.refused.error in _KEY_ERRORS else DrillFailed
            raise error(step.refused.reason)
        if step.result is not None and step.result.outcome is Outcome.FAILED:
            raise DrillFailed(step.result.reason)

    def _hear(self, event: Event) -> None:
        """The restore's own beginning and end are none of the drill's."""
        if isinstance(event, Progress) or (isinstance(event, PhaseBegan) and event.phase is Phase.RESTORE):
            self._listen(event)

    def _prove(self) -> None:
        with Plan(Path(self._job.folder) / PLAN_NAME) as plan:
            lost = set()
            for _, path, reason in plan.faults():
                lost.add(path)
                self._log.error(f"{escape(path)}: {reason}")
            for batch in _batches(file for part in plan.parts for file in plan.entries(part.number)):
                self._count.files += len(batch)
                self._count.size += sum(file.size for file in batch)
                self._prove_batch([file for file in batch if file.path not in lost])

    def _prove_batch(self, files: list[IndexedFile]) -> None:
        """What does not open and is like its source, which is unchanged since, was so before."""
        if self._cancelled():
            raise RunCancelled("the run was cancelled")
        shut = self._shut(files)
        like_source = self._like_source(files)
        for file in files:
            self._log.restored(file)
            if like_source.get(file.path) is False:
                self._log.wrong(file, "has other bytes than its source, which is unchanged since")
            elif file.path in shut:
                self._tell_shut(file, shut[file.path], is_so_at_source=file.path in like_source)

    def _tell_shut(self, file: IndexedFile, problem: str, *, is_so_at_source: bool) -> None:
        """Its bytes are those that were saved. Messages come from anybody, and are as they came."""
        if is_so_at_source:
            self._log.note(f"{escape(file.path)} {problem}. It is so at its source too.")
        elif file.data_type == DataType.MESSAGES.slug:
            self._log.note(f"{escape(file.path)} {problem}. Its bytes are those that were saved.")
        else:
            self._log.wrong(file, problem)

    def _shut(self, files: list[IndexedFile]) -> dict[bytes, str]:
        """Those that do not open, and why; what nobody here can open is none of them."""
        asked = [self._to_open(file) for file in files]
        shut = {}
        for file, opening in zip(files, open_all(asked, self._cancelled), strict=False):
            if opening.unchecked:
                self._count.unchecked += 1
                self._log.note(f"{escape(file.path)} was not checked: {opening.unchecked}.")
            if opening.kind:
                self._count.opened.setdefault(opening.kind, [0, 0])[bool(opening.problem)] += 1
            if opening.problem:
                shut[file.path] = f"does not open as {opening.kind}: {opening.problem}"
        return shut

    def _to_open(self, file: IndexedFile) -> ToOpen:
        path = os.path.join(self._target, file.path)
        wanted = self._takers.of(file) if is_output(file) else None
        if not isinstance(wanted, Wanted):
            return ToOpen(path)
        return ToOpen(path, wanted.taker.kind, wanted.name, wanted.taker.settings)

    def _like_source(self, files: list[IndexedFile]) -> dict[bytes, bool]:
        """Of those that are unchanged at their source, whether the bytes are the same."""
        placed = [(file, place_of(file, self._job.roots)) for file in files]
        known = [(file, place) for file, place in placed if place is not None]
        found = {file.path: not differs for file, differs in differing(known, self._cancelled)}
        self._count.compared += len(found)
        return found

    def _finish(self, result: BackupResult, proof: str) -> Drilled:
        self._begin(Phase.ENDED)
        with contextlib.suppress(ServerDiskFull):  # whoever called makes room and completes the log
            self._log.finish(proof, result.next_step, result.verdict)
        identity = self._identity
        if identity is not None:
            result = replace(result, medium_uuid=identity.uuid, medium_name=identity.name)
        return Drilled(result, self._count)


def _batches(files: Iterable[IndexedFile]) -> Iterator[list[IndexedFile]]:
    """Files that have bytes of their own; few at once, however much System data there is."""
    own = (file for file in files if file.kind == "file")
    while batch := list(islice(own, AT_ONCE)):
        yield batch
