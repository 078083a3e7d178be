"""The verification of sets on the medium in a drive: all are read whole, and every fault is told."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.engine.errors import (
    BackupError,
    ForeignMedium,
    FormatError,
    RestoreError,
    RunCancelled,
    ServerDiskFull,
    SetNotOnMedium,
)
from mmbackup.engine.events import BackupResult, Listener, MediumFound, PhaseBegan
from mmbackup.engine.format.backup_set import set_folders, write_verified
from mmbackup.engine.format.identity import Identity, read_identity
from mmbackup.engine.format.set_account import LIST_LIMIT, SET_LIMIT
from mmbackup.engine.format.verdict import VERIFY, verdict
from mmbackup.engine.media.port import Medium
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.checking.account import Account, read_account
from mmbackup.engine.operations.checking.check import Checking, check_set
from mmbackup.engine.operations.checking.comparing import Count, Fault, Watching
from mmbackup.engine.operations.checking.job import SetCheck, Verified, VerifyJob, WantedSet
from mmbackup.engine.operations.checking.log import CheckLog
from mmbackup.engine.operations.checking.words import NEXT_AFTER_DAMAGE, proof_of, words_of
from mmbackup.engine.outcomes import Outcome, Phase

_BY = "mmbackup, in a verification after it was written"


def verify(
    *, job: VerifyJob, clock: Callable[[], datetime], listen: Listener, cancelled: Callable[[], bool]
) -> Verified:
    """Never raises a BackupError: how it ended stands in the result, the checks made so far beside it."""
    verification = _Verification(job, Watching(listen, clock, cancelled))
    try:
        verification.run()
    except BackupError as error:
        return verification.of_error(error)
    return verification.of_checks()


@dataclass(frozen=True, slots=True)
class _InDrive:
    identity: Identity
    capacity: int
    free: int


class _Verification:
    def __init__(self, job: VerifyJob, watching: Watching) -> None:
        self._job = job
        self._watching = watching
        self._zone = ZoneInfo(job.time_zone)
        self._log = CheckLog(job, self._zone)
        self._found: _InDrive | None = None
        self._checks: list[SetCheck] = []

    def run(self) -> None:
        self._begin(Phase.PREFLIGHT)
        medium = open_drive(self._job.drive).open()
        try:
            self._check_all(medium)
        finally:
            medium.close()

    def of_checks(self) -> Verified:
        at = self._watching.clock()
        is_whole = all(check.is_whole for check in self._checks)
        outcome = Outcome.FULL if is_whole else Outcome.COMPLETED_WITH_ERRORS
        words = words_of(self._checks, self._name, at, self._zone)
        next_step = "" if is_whole else NEXT_AFTER_DAMAGE
        errors = sum(len(check.faults) for check in self._checks)
        return self._finish(BackupResult(outcome, "", next_step, words, at, errors=errors))

    def of_error(self, error: BackupError) -> Verified:
        at = self._watching.clock()
        outcome, reason = error.outcome, str(error)
        if isinstance(error, FormatError):
            outcome = Outcome.FAILED
        words = verdict(
            outcome=outcome, reason=reason, tallies=(), errors=0, at=at, zone=self._zone, kind=VERIFY
        )
        next_step = _next_step(error)
        return self._finish(BackupResult(outcome, reason, next_step, words, at, error=type(error).__name__))

    @property
    def _name(self) -> str:
        return self._found.identity.name if self._found else ""

    def _begin(self, phase: Phase) -> None:
        self._watching.listen(PhaseBegan(phase, self._watching.clock()))

    def _check_all(self, medium: Medium) -> None:
        identity = self._accepted(medium)
        known = {one.name: one for one in self._job.known(identity.uuid)}
        there = set_folders(medium)
        accounts = list(self._wanted_accounts(medium, identity, known))
        missing = [one for one in known.values() if one.name not in there and self._is_wanted(None, one)]
        self._check_chosen(accounts, missing)
        count = Count(
            sum(len(account.files) for account in accounts), sum(account.bytes for account in accounts)
        )
        checking = Checking(medium, self._job.records, self._job.scratch, count, self._watching)
        self._begin(Phase.READ_BACK)
        for account in accounts:
            self._note(account, self._proven(medium, account, check_set(account, checking)))
        for one in missing:
            self._note(Account(one.name), _missing(one))

    def _accepted(self, medium: Medium) -> Identity:
        identity = read_identity(medium)
        if identity is None:
            raise ForeignMedium(f"the medium in drive {self._job.drive.name} is none of ours")
        room = medium.room()
        self._found = _InDrive(identity, room.capacity, room.free)
        self._log.set_medium(identity.name)
        self._watching.listen(
            MediumFound(identity.uuid, identity.name, identity.pool, room.capacity, room.free)
        )
        if self._job.medium_uuid not in ("", identity.uuid):
            raise SetNotOnMedium(
                f"medium {identity.name} is in drive {self._job.drive.name}, not the one meant"
            )
        return identity

    def _wanted_accounts(
        self, medium: Medium, identity: Identity, known: dict[str, WantedSet]
    ) -> Iterator[Account]:
        """Within bounds, however many sets a medium claims to hold, and however large."""
        left = LIST_LIMIT
        for name in set_folders(medium):
            account = read_account(medium, name, identity.uuid, known.get(name), min(left, SET_LIMIT))
            if self._is_wanted(account, known.get(name)):
                left -= account.size
                yield account

    def _is_wanted(self, account: Account | None, known: WantedSet | None) -> bool:
        """A set whose own account is broken is the one that the server knows by that name."""
        found = account.backup_set if account else None
        uuids = {one.uuid for one in (found, known) if one is not None}
        return not self._job.wanted or bool(uuids & self._job.wanted)

    def _check_chosen(self, accounts: list[Account], missing: list[WantedSet]) -> None:
        if accounts or missing:
            return
        if self._job.wanted:
            raise SetNotOnMedium(f"none of the chosen sets lies on medium {self._name}")
        raise NothingToVerify(f"no backup set lies on medium {self._name}")

    def _proven(self, medium: Medium, account: Account, check: SetCheck) -> SetCheck:
        """A whole set that nobody had verified is verified now, if its medium can be written."""
        found = account.backup_set
        if not check.is_whole or found is None:
            return check
        if found.is_verified or medium.is_write_protected():
            return replace(check, is_verified=found.is_verified)
        at = self._watching.clock()
        words = words_of([check], self._name, at, self._zone)
        try:
            write_verified(medium, account.folder, at=at, by=_BY, verdict=words)
        except BackupError as error:
            medium.check()
            self._log.note(f"{account.folder} is whole, but could not be marked as verified: {error}.")
            return check
        return replace(check, is_verified=True)

    def _note(self, account: Account, check: SetCheck) -> None:
        self._checks.append(check)
        self._log.add(account, check)

    def _finish(self, result: BackupResult) -> Verified:
        self._begin(Phase.ENDED)
        with contextlib.suppress(ServerDiskFull):  # whoever called makes room and completes the log
            proof = proof_of(self._checks) if self._checks else f"not done: {result.reason}"
            self._log.finish(proof, result.next_step, result.verdict)
        return Verified(self._with_medium(result), tuple(self._checks))

    def _with_medium(self, result: BackupResult) -> BackupResult:
        if self._found is None:
            return result
        identity = self._found.identity
        return replace(
            result,
            medium_uuid=identity.uuid,
            medium_name=identity.name,
            medium_capacity=self._found.capacity,
            medium_free=self._found.free,
            medium_first_used_at=identity.first_used_at.isoformat(),
            medium_write_count=identity.write_count,
            medium_replace_by=str(identity.replace_by or ""),
        )


class NothingToVerify(RestoreError):
    next_step = "Insert a medium that holds a backup, then start the verification again."


def _missing(one: WantedSet) -> SetCheck:
    return SetCheck(
        one.name,
        one.uuid,
        one.part,
        faults=(Fault("", f"{one.name} does not lie on the medium any more"),),
        is_there=False,
    )


def _next_step(error: BackupError) -> str:
    if type(error) is RunCancelled:
        return "Start the verification again when there is time."
    return error.next_step.replace("choose Back Up Now", "start the verification again")
