"""A night that found no medium, or a wrong one, is made up for as soon as a right one is in the drive."""

from datetime import datetime

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Schedule, Site
from mmbackup.services.request_backup import request_backup
from mmbackup.services.schedule import window_end

_FOR_WANT_OF_A_MEDIUM = (Outcome.NO_MEDIUM, Outcome.WRONG_MEDIUM)


def night_to_make_up(*, site: Site, now: datetime) -> Run | None:
    """The newest night, if it lacked a medium, nothing has made up for it, and its window is open."""
    schedule = Schedule.objects.select_related("site").filter(site=site, enabled=True).first()
    night = (
        Run.objects.filter(site=site, trigger=Run.Trigger.SCHEDULE).order_by("-due_at").first()
        if schedule
        else None
    )
    if schedule is None or night is None or night.due_at is None or night.is_open:
        return None
    if night.outcome not in _FOR_WANT_OF_A_MEDIUM:
        return None
    if now >= window_end(schedule=schedule, due=night.due_at) or _is_seen_to(night):
        return None
    return night


def make_up(*, run: Run, by: str, now: datetime) -> Run:
    """A new run in the night's place. Raise DriveBusy, BrokerUnreachable or NoDrive: nothing has changed."""
    return request_backup(site=run.site, now=now, by=by, makes_up_for=run)


def _is_seen_to(night: Run) -> bool:
    """By a success since then, or by a run that is under way."""
    since = Run.objects.filter(site=night.site, kind=Run.Kind.UNATTENDED, queued_at__gt=night.queued_at)
    verified = [outcome for outcome in Outcome if outcome.is_verified]
    return since.filter(outcome__in=verified).exists() or since.exclude(state=Run.State.ENDED).exists()
