"""How a run can end, worst first, and what each ending means for alarms and exit statuses."""

from enum import StrEnum


class Outcome(StrEnum):
    """Declared worst first: the order is the order of severity."""

    DID_NOT_RUN = "did not run"
    NO_MEDIUM = "no medium"
    WRONG_MEDIUM = "wrong medium"
    FAILED = "failed"
    WORKER_LOST = "worker lost"
    COMPLETED_WITH_ERRORS = "completed with errors"
    WRITTEN_NOT_VERIFIED = "written, not verified"
    PARTIAL = "partial"
    FULL = "full"

    @property
    def is_verified(self) -> bool:
        """Verified by definition: these, and only these, are successes and resolve the alarm."""
        return self in (Outcome.FULL, Outcome.PARTIAL)

    @property
    def severity(self) -> int:
        """0 is the worst."""
        return list(Outcome).index(self)

    @property
    def exit_status(self) -> int:
        """0 full, 1 failed, 3 partial, 4 completed with errors; 2 is kept for wrong usage."""
        return {Outcome.FULL: 0, Outcome.PARTIAL: 3, Outcome.COMPLETED_WITH_ERRORS: 4}.get(self, 1)


class Phase(StrEnum):
    """Where a run is, in the order of the night."""

    QUEUED = "queued"
    PREFLIGHT = "pre-flight"
    COLLECT = "collect"
    WRITE = "write"
    FINALISE = "finalise"
    READ_BACK = "read back"
    STOP = "stop"  # a restore in place: the messaging software
    RESTORE = "restore"
    COMPARE = "compare"  # a drill: what came back, with its source
    PUT_BACK = "put back"  # a restore in place: what programs said
    START = "start"
    ENDED = "ended"
