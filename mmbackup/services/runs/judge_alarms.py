"""What a run's outcome means for the alarms. For callers inside a transaction of their own."""

from datetime import datetime

from mmbackup.engine.codes import LAST_GOOD_COPY_KEPT, NO_BACKUP, PARTIAL_NIGHTS, TONIGHT_WOULD_FAIL
from mmbackup.engine.errors import LastGoodCopy
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run
from mmbackup.services.alarms import raise_alarm, resolve_alarm

PARTIALS_IN_A_ROW = 3


def judge_alarms(*, run: Run, now: datetime, error: str = "") -> None:
    """error is the name of the error's class that ended the run."""
    outcome = Outcome(run.outcome)
    place = run.drive_name or run.site.name
    if outcome.is_verified:
        foretold = (TONIGHT_WOULD_FAIL,) if run.trigger == Run.Trigger.SCHEDULE else ()
        for code in (NO_BACKUP, LAST_GOOD_COPY_KEPT, *foretold):
            resolve_alarm(site=run.site, code=code, reason=f"Verified success: {run.verdict}", now=now)
    elif not _is_made_good(run):
        raise_alarm(site=run.site, code=NO_BACKUP, location=place, detail=run.verdict, now=now)
        if error == LastGoodCopy.__name__:
            raise_alarm(site=run.site, code=LAST_GOOD_COPY_KEPT, location=place, detail=run.reason, now=now)
    if outcome is Outcome.FULL:
        resolve_alarm(site=run.site, code=PARTIAL_NIGHTS, reason="A full backup was made", now=now)
    elif outcome is Outcome.PARTIAL and _is_third_partial(run):
        raise_alarm(site=run.site, code=PARTIAL_NIGHTS, location=place, detail=run.verdict, now=now)


def _is_made_good(run: Run) -> bool:
    """A night that is recorded late may have a verified success behind it already."""
    verified = [outcome for outcome in Outcome if outcome.is_verified]
    begun = run.due_at or run.queued_at
    unattended = Run.objects.filter(site=run.site, kind=Run.Kind.UNATTENDED)
    return unattended.filter(outcome__in=verified, started_at__gt=begun).exists()


def _is_third_partial(run: Run) -> bool:
    """Three scheduled nights in a row were partial, and no full backup was made by hand between them."""
    ended = Run.objects.filter(site=run.site, state=Run.State.ENDED, kind=Run.Kind.UNATTENDED)
    nights = list(ended.filter(trigger=Run.Trigger.SCHEDULE).order_by("-due_at")[:PARTIALS_IN_A_ROW])
    if len(nights) < PARTIALS_IN_A_ROW or any(night.outcome != Outcome.PARTIAL for night in nights):
        return False
    first = min(night.queued_at for night in nights)
    return not ended.filter(outcome=Outcome.FULL, queued_at__gte=first).exists()
