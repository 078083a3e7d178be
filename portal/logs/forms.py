"""The forms of the logs."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms
from django.utils.timezone import localtime

from mmbackup.engine.codes import EVENT_CODES
from mmbackup.models import Log
from portal.looks import look_of_run

OFFERED = 3


class LogChoice(forms.ModelChoiceField):
    """Labelled by date, time and outcome, in the site's zone."""

    def label_from_instance(self, obj: Any) -> str:
        began = localtime(obj.run.started_at or obj.run.queued_at)
        return f"{began:%a %b %-d %Y, %H:%M} · {look_of_run(obj.run).word}"


class ChooseLogForm(forms.Form):
    """The three most recent backup logs of a site."""

    log = LogChoice(queryset=Log.objects.none(), label="Backup log", empty_label=None)

    def __init__(self, *args: Any, logs: list[Log], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["log"]
        field.queryset = Log.objects.filter(pk__in=[log.pk for log in logs]).select_related("run")  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.add_input(Submit("", "View"))


class EventFilterForm(forms.Form):
    """Narrows the Administrator's Log."""

    event = forms.ChoiceField(required=False, label="Event ID")
    words = forms.CharField(required=False, label="Message contains", max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code.event_id, f"{code.event_id} · {code.message}") for code in EVENT_CODES]
        self.fields["event"].choices = [("", "All events"), *known]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.layout = Layout(
            Row(
                Column("event"),
                Column("words"),
                Column(Submit("", "Show"), css_class="col-md-auto form-button"),
            )
        )
