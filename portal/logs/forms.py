"""The forms of the logs."""

from typing import Any

from django import forms
from django.utils.timezone import localtime

from mmbackup.engine.codes import EVENT_CODES
from mmbackup.models import Log
from portal.crispy import helper, helper_in_a_row
from portal.looks import look_of_run

OFFERED = 3


class ChooseLogForm(forms.Form):
    """The three most recent logs of a kind, named by the runs they are of."""

    log = forms.ChoiceField()

    def __init__(self, *args: Any, logs: list[Log], label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["log"].label = label
        self.fields["log"].choices = [(str(log.run_id), _label(log)) for log in logs]  # type: ignore[attr-defined]
        self.helper = helper(button="View", method="get")


def _label(log: Log) -> str:
    """Date, time and outcome, in the site's zone."""
    began = localtime(log.run.started_at or log.run.queued_at)
    return f"{began:%a %b %-d %Y, %H:%M} · {look_of_run(log.run).word}"


class EventFilterForm(forms.Form):
    """Narrows the Administrator's Log."""

    event = forms.ChoiceField(required=False, label="Event ID")
    words = forms.CharField(required=False, label="Message contains", max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code.event_id, f"{code.event_id} · {code.message}") for code in EVENT_CODES]
        self.fields["event"].choices = [("", "All events"), *known]  # type: ignore[attr-defined]
        self.helper = helper_in_a_row("event", "words", button="Show")
