"""How a night looks in a report: in a word as short as a calendar's day, and where it leads."""

from dataclasses import replace

from django.urls import reverse

from mmbackup.engine.outcomes import Outcome
from mmbackup.services.morning import Level
from mmbackup.services.reports.nights import Night
from portal.looks import Look, look_of_outcome

SHORT = {
    Outcome.COMPLETED_WITH_ERRORS: "Errors",
    Outcome.WRITTEN_NOT_VERIFIED: "Not verified",
    Outcome.WORKER_LOST: "Lost",
}
UNDER_WAY = Look(Level.RUNNING, "moon-rising", "Under way")


def look_of_night(night: Night) -> Look:
    return UNDER_WAY if night.outcome is None else look_of_outcome(night.outcome)


def short_look(night: Night) -> Look:
    look = look_of_night(night)
    word = SHORT.get(night.outcome) if night.outcome else None
    return replace(look, word=word) if word else look


def outcome_words(night: Night) -> str:
    """With what made up for it."""
    word = str(look_of_night(night).word)
    return f"{word}, made up for" if night.is_made_up else word


def address_of_night(night: Night) -> str:
    """Its log; the run's own page as long as there is none; nothing without a run."""
    if night.run is None:
        return ""
    return reverse("logs:view" if night.has_log else "backup:progress", args=[night.run])
