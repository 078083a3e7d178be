"""The forms of the logs. What the lists are narrowed by stands in the address."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.codes import EVENT_CODES
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Log, Run
from mmbackup.models.run import BACKUPS
from portal.crispy import helper, helper_in_a_row
from portal.days import add_days, within
from portal.looks import OUTCOMES, look_of_run

OFFERED = 3
WITHOUT_LOG = "without a log"
RUNS_OF = {
    Log.Kind.BACKUP: (_("Backups"), Q(kind__in=BACKUPS)),
    Log.Kind.RESTORE: (_("Restores"), Q(kind=Run.Kind.RESTORE)),
    Log.Kind.VERIFY: (_("Verifications"), Q(kind=Run.Kind.VERIFY)),
    Log.Kind.DRILL: (_("Drills"), Q(kind=Run.Kind.DRILL)),
}


class ChooseLogForm(forms.Form):
    """The three most recent logs of a kind, named by the runs they are of."""

    log = forms.ChoiceField()

    def __init__(self, *args: Any, logs: list[Log], label: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["log"].label = str(label)
        self.fields["log"].choices = [(str(log.run_id), _label(log)) for log in logs]  # type: ignore[attr-defined]
        self.helper = helper(button=_("View"), method="get")


class EventFilterForm(forms.Form):
    """Narrows the Administrator's Log."""

    event = forms.ChoiceField(required=False, label=_("Event ID"))
    words = forms.CharField(required=False, label=_("Message contains"), max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code.event_id, f"{code.event_id} · {code.message}") for code in EVENT_CODES]
        self.fields["event"].choices = [("", _("All events")), *known]  # type: ignore[attr-defined]
        self.helper = helper_in_a_row("event", "words", *add_days(self), button=_("Show"))

    def wanted(self) -> Q:
        given = self.cleaned_data
        found = within(given, "at")
        if given.get("event"):
            found &= Q(event_id=given["event"])
        if given.get("words"):
            found &= Q(message__icontains=given["words"])
        return found


class RunFilterForm(forms.Form):
    """Narrows All Runs."""

    kind = forms.ChoiceField(
        required=False,
        label=_("Kind"),
        choices=[("", _("All kinds")), *((kind.value, words) for kind, (words, _) in RUNS_OF.items())],
    )
    outcome = forms.ChoiceField(
        required=False,
        label=_("Outcome"),
        choices=[
            ("", _("All outcomes")),
            *((outcome.value, OUTCOMES[outcome]) for outcome in Outcome),
            ("open", _("Not ended yet")),
            (WITHOUT_LOG, _("Without a log")),
        ],
    )
    medium = forms.CharField(required=False, label=_("Medium"), max_length=63)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper_in_a_row("kind", "outcome", "medium", *add_days(self), button=_("Show"))

    def wanted(self) -> Q:
        given = self.cleaned_data
        found = within(given, "queued_at") & _of_outcome(given.get("outcome", ""))
        if given.get("kind"):
            found &= RUNS_OF[Log.Kind(given["kind"])][1]
        if given.get("medium"):
            found &= Q(medium_name__icontains=given["medium"])
        return found


def _of_outcome(outcome: str) -> Q:
    match outcome:
        case "":
            return Q()
        case "open":
            return ~Q(state=Run.State.ENDED)
        case "without a log":
            return Q(log__isnull=True)
    return Q(outcome=outcome)


def _label(log: Log) -> str:
    """Date, time and outcome, in the site's zone."""
    began = localtime(log.run.started_at or log.run.queued_at)
    return f"{began:%a %b %-d %Y, %H:%M} · {look_of_run(log.run).word}"
