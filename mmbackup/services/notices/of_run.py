"""A run's end in words. A failure is told at each of them, until a success says 'again'."""

from mmbackup.engine.codes import EventCode
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run
from mmbackup.services.notices.fact import Fact
from mmbackup.services.notices.letter import RESULT

_NAMES: dict[str, str] = {
    Run.Kind.UNATTENDED: "Backup",
    Run.Kind.ATTENDED: "Attended backup",
    Run.Kind.RESTORE: "Restore",
    Run.Kind.VERIFY: "Verification",
    Run.Kind.DRILL: "Restore drill",
}


def fact_of_run(*, run: Run, code: EventCode) -> Fact:
    is_again = Outcome(run.outcome).is_verified and _failed_before(run)
    lines = (run.verdict, *([f"Reason: {run.reason}"] if run.reason else []), run.next_step)
    return Fact(
        run.site,
        f"run {run.pk}",
        RESULT,
        f"{_NAMES[run.kind]} {_ending(run, is_again=is_again)}",
        "\n".join(line for line in lines if line),
        code=f"{code.application} {code.event_id}",
        is_end=is_again,
        address=f"/logs/backup-and-restore/{'backup' if run.is_backup else run.kind}/{run.pk}/",
    )


def _ending(run: Run, *, is_again: bool) -> str:
    again = "successful again" if is_again else "successful"
    match Outcome(run.outcome):
        case Outcome.FULL if run.kind == Run.Kind.UNATTENDED:
            return f"{again}: FULL, verified"
        case Outcome.FULL:
            return again
        case Outcome.PARTIAL:
            return f"{again}: PARTIAL, verified"
        case Outcome.COMPLETED_WITH_ERRORS:
            errors = f"{run.errors:,} error{'' if run.errors == 1 else 's'}"
            return f"NOT SUCCESSFUL: completed with {errors}"
        case Outcome() as outcome:
            return f"FAILED: {run.reason or outcome.value}"


def _failed_before(run: Run) -> bool:
    """The one of its kind that ended before it."""
    others = Run.objects.filter(site=run.site, kind=run.kind, state=Run.State.ENDED).exclude(pk=run.pk)
    before = others.order_by("-ended_at", "-queued_at").values_list("outcome", flat=True).first()
    return before is not None and not Outcome(before).is_verified
