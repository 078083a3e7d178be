"""How a run ended, in the log and for whoever asked for it: outcome, reason, what to do next, verdict."""

import contextlib
from zoneinfo import ZoneInfo

from mmbackup.engine.errors import BackupError, MediumDamaged, ServerDiskFull
from mmbackup.engine.events import BackupResult
from mmbackup.engine.format.backup_set import write_verified
from mmbackup.engine.format.log_lines import totals_lines
from mmbackup.engine.format.set_text import sha256_of
from mmbackup.engine.format.verdict import verdict
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.run import BackupRun, Way
from mmbackup.engine.outcomes import Outcome, Phase

_BY = "mmbackup, in the run that wrote it"
_MEND_ERRORS = "Read the errors above and mend their cause; all else was saved and read back."
_VERIFY = "The set was written and is not proven: check it with restore.sh -n SET, or choose Back Up Now."


class Ending:
    """One of its two methods is called, once."""

    def __init__(self, desk: Desk, run: BackupRun, zone: ZoneInfo) -> None:
        self._desk = desk
        self._run = run
        self._zone = zone

    def of_proven_set(self) -> BackupResult:
        """Everything was read back and found equal."""
        way = self._run.way
        outcome = _proven_outcome(way, self._desk.errors)
        at = self._desk.clock()
        words = verdict(
            outcome=outcome, reason="", tallies=way.tallies, errors=self._desk.errors, at=at, zone=self._zone
        )
        assert way.medium is not None and way.backup_set is not None  # noqa: S101, PT018 - it was read back
        try:
            write_verified(way.medium, way.backup_set.name, at=at, by=_BY, verdict=words)
        except BackupError as error:
            return self.of_error(error)
        if outcome.is_verified:  # a set with errors may lack what only the older one has
            self._run.remove_old_sets(is_full=outcome is Outcome.FULL)
        count = len(way.backup_set.files) + 1
        proof = f"{way.backup_set.size:,} bytes in {count} files read from the medium, all equal"
        return self._finish(outcome, "", "" if outcome.is_verified else _MEND_ERRORS, words, proof)

    def of_error(self, error: BackupError) -> BackupResult:
        way = self._run.way
        outcome, next_step = error.outcome, error.next_step
        if way.backup_set is not None and not isinstance(error, MediumDamaged):
            outcome, next_step = Outcome.WRITTEN_NOT_VERIFIED, _VERIFY
        elif outcome is Outcome.COMPLETED_WITH_ERRORS:
            outcome = Outcome.FAILED
        reason = str(error)
        at = self._desk.clock()
        words = verdict(
            outcome=outcome,
            reason=reason,
            tallies=way.tallies,
            errors=self._desk.errors,
            at=at,
            zone=self._zone,
        )
        proof = f"failed: {reason}" if way.backup_set is not None else f"not done: {reason}"
        return self._finish(outcome, reason, next_step, words, proof, error=type(error).__name__)

    def _finish(
        self, outcome: Outcome, reason: str, next_step: str, words: str, proof: str, *, error: str = ""
    ) -> BackupResult:
        self._desk.begin(Phase.ENDED)
        way = self._run.way
        totals = totals_lines(way.tallies) if way.backup_set is not None else []
        with contextlib.suppress(ServerDiskFull):  # whoever called makes room and completes the log
            self._desk.log.finish(totals=totals, read_back=proof, next_step=next_step, verdict=words)
        return _result(
            self._desk, way, outcome=outcome, reason=reason, next_step=next_step, words=words, error=error
        )


def _proven_outcome(way: Way, errors: int) -> Outcome:
    if errors:
        return Outcome.COMPLETED_WITH_ERRORS
    return Outcome.PARTIAL if any(tally.left_out_files for tally in way.tallies) else Outcome.FULL


def _result(
    desk: Desk, way: Way, *, outcome: Outcome, reason: str, next_step: str, words: str, error: str
) -> BackupResult:
    free = 0
    if way.medium is not None:
        with contextlib.suppress(BackupError):
            free = way.medium.room().free
    return BackupResult(
        outcome=outcome,
        error=error,
        reason=reason,
        next_step=next_step,
        verdict=words,
        ended_at=desk.clock(),
        tallies=way.tallies,
        errors=desk.errors,
        set_uuid=way.backup_set.uuid if way.backup_set else "",
        set_name=way.backup_set.name if way.backup_set else "",
        medium_uuid=way.identity.uuid if way.identity else "",
        medium_name=way.identity.name if way.identity else "",
        size_on_medium=way.backup_set.size if way.backup_set else 0,
        medium_capacity=way.capacity,
        medium_free=free,
        seconds_by_phase=tuple(desk.seconds.items()),
        medium_first_used_at=way.identity.first_used_at.isoformat() if way.identity else "",
        medium_write_count=way.identity.write_count if way.identity else 0,
        medium_replace_by=str((way.identity and way.identity.replace_by) or ""),
        set_sha256=sha256_of(way.backup_set) if way.backup_set else "",
        recipients=way.backup_set.recipients if way.backup_set else (),
    )
