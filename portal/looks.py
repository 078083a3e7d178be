"""How a state looks: always a level, an icon and a word together, never a colour alone."""

from dataclasses import dataclass, replace
from typing import assert_never

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mmbackup.engine.codes import Level as AlarmLevel
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Alarm, Run
from mmbackup.services.morning import Level


@dataclass(frozen=True, slots=True)
class Look:
    level: Level
    icon: str
    word: str | Promise


# The morning's sentence comes with a level only.
LEVEL_LOOKS: dict[str, Look] = {
    Level.GOOD: Look(Level.GOOD, "moon-full", _("All is well")),
    Level.WARNING: Look(Level.WARNING, "moon-half", _("Look at this")),
    Level.BAD: Look(Level.BAD, "moon-none", _("Action needed")),
    Level.RUNNING: Look(Level.RUNNING, "moon-rising", _("Running")),
    Level.UNKNOWN: Look(Level.UNKNOWN, "moon-unknown", _("Not known")),
}


DONE: dict[str, Promise] = {
    Run.Kind.RESTORE: _("Completed"),
    Run.Kind.VERIFY: _("Found good"),
    Run.Kind.DRILL: _("Proven"),
}
OUTCOMES: dict[Outcome, Promise] = {
    Outcome.DID_NOT_RUN: _("Did not run"),
    Outcome.NO_MEDIUM: _("No medium"),
    Outcome.WRONG_MEDIUM: _("Wrong medium"),
    Outcome.FAILED: _("Failed"),
    Outcome.WORKER_LOST: _("Worker lost"),
    Outcome.COMPLETED_WITH_ERRORS: _("Completed with errors"),
    Outcome.WRITTEN_NOT_VERIFIED: _("Written, not verified"),
    Outcome.PARTIAL: _("Partial"),
    Outcome.FULL: _("Full"),
}


def look_of_run(run: Run) -> Look:
    """A full moon is a full backup, a half moon a partial one, an empty circle none at all."""
    if run.state == Run.State.QUEUED:
        return Look(Level.RUNNING, "moon-rising", _("Waiting"))
    if run.state == Run.State.RUNNING:
        return Look(Level.RUNNING, "moon-rising", _("Running"))
    if run.state == Run.State.WAITING:
        return Look(Level.WARNING, "insert", _("Waits for a medium"))
    if run.kind == Run.Kind.VERIFY and run.outcome == Outcome.COMPLETED_WITH_ERRORS:
        return Look(Level.BAD, "warning", _("Found damage"))
    look = look_of_outcome(Outcome(run.outcome))
    return replace(look, icon="check", word=DONE[run.kind]) if _is_done(run) else look


def _is_done(run: Run) -> bool:
    """Full and partial are words of backups alone."""
    return run.outcome == Outcome.FULL and run.kind in DONE


def look_of_outcome(outcome: Outcome) -> Look:
    word = OUTCOMES[outcome]
    match outcome:
        case Outcome.FULL:
            return Look(Level.GOOD, "moon-full", word)
        case Outcome.PARTIAL:
            return Look(Level.WARNING, "moon-half", word)
        case Outcome.COMPLETED_WITH_ERRORS:
            return Look(Level.WARNING, "moon-flawed", word)
        case Outcome.WRITTEN_NOT_VERIFIED:
            return Look(Level.BAD, "moon-flawed", word)
        case (
            Outcome.DID_NOT_RUN
            | Outcome.NO_MEDIUM
            | Outcome.WRONG_MEDIUM
            | Outcome.FAILED
            | Outcome.WORKER_LOST
        ):
            return Look(Level.BAD, "moon-none", word)
    assert_never(outcome)


def look_of_alarm(alarm: Alarm) -> Look:
    if alarm.resolved_at:
        return Look(Level.GOOD, "check", alarm.level)
    level = Level.BAD if alarm.level == AlarmLevel.MAJOR else Level.WARNING
    return Look(level, "bell", alarm.level)


def count_of_files(count: int) -> str:
    return ngettext("%(count)s file", "%(count)s files", count) % {"count": f"{count:,}"}
