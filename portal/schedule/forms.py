"""The form of a site's schedule."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.rotation.nights import WEEKDAYS
from mmbackup.models import Drive, Site
from mmbackup.services.configuration.values import Values
from portal.help.more import with_more
from portal.table_form import Group, TableForm

TIMES = ("at", "look_ahead_at", "drill_at")
CLOCK = {"type": "time", "step": "60"}


class ScheduleForm(TableForm):
    GROUPS = (
        Group(_("The night"), ("enabled", "at", "drive", "catch_up_hours", "make_up_by_itself")),
        Group(_("By day"), ("look_ahead_at", "attended_wait_hours")),
        Group(_("Proof"), ("drill_enabled", "drill_weekday", "drill_at", "verify_after_days")),
    )
    enabled = forms.BooleanField(label=_("Back up every night"), required=False)
    at = forms.TimeField(label=_("The nightly backup starts at"), widget=forms.TimeInput(attrs=CLOCK))
    drive = forms.ChoiceField(label=_("Onto the drive"))
    catch_up_hours = forms.IntegerField(
        label=_("Hours in which a missed night is caught up"),
        min_value=0,
        max_value=23,
        help_text=with_more(
            _("After a power cut, say. Later than that the night counts as not run. 0: two minutes."),
            "administration/schedule",
        ),
    )
    make_up_by_itself = forms.BooleanField(
        label=_("Make up for a night without a medium as soon as one is put in"),
        required=False,
        help_text=_("Inside the same hours. Otherwise a click does it, in Morning Swap."),
    )
    look_ahead_at = forms.TimeField(
        label=_("Look ahead to the coming night at"),
        widget=forms.TimeInput(attrs=CLOCK),
        help_text=with_more(
            _("While somebody is there to put in another medium."), "administration/schedule"
        ),
    )
    attended_wait_hours = forms.IntegerField(
        label=_("Hours that an attended backup waits for its next medium"), min_value=1, max_value=720
    )
    drill_enabled = forms.BooleanField(label=_("Restore for practice every week"), required=False)
    drill_weekday = forms.ChoiceField(label=_("On"), choices=[(day, day) for day in WEEKDAYS])
    drill_at = forms.TimeField(
        label=_("Drills and verifications start at"),
        widget=forms.TimeInput(attrs=CLOCK),
        help_text=_("By day, when the drive is free. Never within half an hour of the night."),
    )
    verify_after_days = forms.IntegerField(
        label=_("Days after which the medium in the drive is read whole again"),
        min_value=0,
        max_value=3650,
        help_text=with_more(_("0: never by itself."), "maintenance/verify"),
    )

    def __init__(self, *args: Any, site: Site, **options: Any) -> None:
        super().__init__(*args, **options)
        names = Drive.objects.filter(site=site).values_list("name", flat=True)
        cast("forms.ChoiceField", self.fields["drive"]).choices = [(name, name) for name in names]

    def values(self) -> Values:
        times = {name: f"{self.cleaned_data[name]:%H:%M}" for name in TIMES}
        own = [name for name in self.fields if name not in ("shown", *TIMES)]
        return {**{name: self.cleaned_data[name] for name in own}, **times}
