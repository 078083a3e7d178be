"""How a night looks in a report: in a word as short as a calendar's day, and where it leads."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.outcomes import Outcome
from mmbackup.services.morning import Level
from mmbackup.services.reports.nights import Night
from portal.looks import Look, look_of_outcome

SHORT = {
    Outcome.COMPLETED_WITH_ERRORS: _("Errors"),
    Outcome.WRITTEN_NOT_VERIFIED: _("Not verified"),
    Outcome.WORKER_LOST: _("Lost"),
}
UNDER_WAY = Look(Level.RUNNING, "moon-rising", _("Under way"))


def look_of_night(night: Night) -> Look:
    return UNDER_WAY if night.outcome is None else look_of_outcome(night.outcome)


def short_look(night: Night) -> Look:
    look = look_of_night(night)
    word = SHORT.get(night.outcome) if night.outcome else None
    return replace(look, word=word) if word else look


def outcome_words(night: Night) -> str:
    """With what made up for it."""
    word = str(look_of_night(night).word)
    return _("%(outcome)s, made up for") % {"outcome": word} if night.is_made_up else word


def address_of_night(night: Night) -> str:
    """Its log; the run's own page as long as there is none; nothing without a run."""
    if night.run is None:
        return ""
    return reverse("logs:view" if night.has_log else "backup:progress", args=[night.run])
