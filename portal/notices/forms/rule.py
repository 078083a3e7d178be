"""A rule: what goes to a channel, and when."""

import json
from dataclasses import asdict
from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.codes import ALARM_CODES, EVENT_CODES
from mmbackup.services.notices.channel_rules import USUAL, RuleFacts
from mmbackup.services.site import all_sites
from portal.crispy import helper

LEVELS = [
    ("MAJ", _("MAJ: major alarms, and their end")),
    ("MIN", _("MIN: minor alarms, and their end")),
    ("WRN", _("WRN: warnings, and their end")),
    ("result", _("Results: how each backup, restore, verification and drill ended")),
    ("digest", _("The morning's digest")),
    ("event", _("Events: every line of the Administrator's Log")),
]


class RuleForm(forms.Form):
    levels = forms.MultipleChoiceField(
        label=_("What"),
        choices=LEVELS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all."),
    )
    codes = forms.MultipleChoiceField(
        label=_("Only these codes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all. The digest has no code, and goes out in any case."),
    )
    sites = forms.MultipleChoiceField(
        label=_("Only these sites"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Only on"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(WEEKDAYS.items()),
        help_text=_("None: every day."),
    )
    from_at = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    until_at = forms.TimeField(
        label=_("Until"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        help_text=_("By the site's clock. What happens outside waits until the hours begin. Empty: always."),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput, max_length=4000)

    def __init__(self, *args: Any, rule: RuleFacts | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {**asdict(rule or USUAL), "shown": json.dumps(asdict(rule or USUAL), default=str)}
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = _codes()  # type: ignore[attr-defined]  # a field of choices
        names = [site.name for site in all_sites()]
        self.fields["sites"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]  # the same
        if len(names) == 1 and not (rule and rule.sites):
            del self.fields["sites"]
        self.helper = helper(button=_("Save") if rule else _("Add the rule"))

    def facts(self) -> RuleFacts:
        cleaned = self.cleaned_data
        lists = {name: tuple(cleaned.get(name, ())) for name in ("levels", "codes", "sites", "weekdays")}
        return RuleFacts(**lists, from_at=cleaned["from_at"], until_at=cleaned["until_at"])

    def clean_shown(self) -> RuleFacts | None:
        """What was seen when the form was opened; None when that is not told."""
        try:
            return RuleFacts(
                **{name: _as_was(value) for name, value in json.loads(self.cleaned_data["shown"]).items()}
            )
        except (TypeError, ValueError, AttributeError):
            return None


def _as_was(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return time.fromisoformat(value) if value else None


def _codes() -> list[tuple[str, str]]:
    alarms = [(code.name, f"{code.name}: {code.message}") for code in ALARM_CODES]
    events = [
        (f"{code.application} {code.event_id}", f"{code.event_id}: {code.message}") for code in EVENT_CODES
    ]
    return alarms + events
