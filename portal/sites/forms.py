"""The form of a site."""

from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from mmbackup.services.configuration.values import Values
from portal.table_form import TableForm


@cache
def _zones() -> list[tuple[str, str]]:
    """Looked for in the system's folders once."""
    return [(zone, zone) for zone in sorted(available_timezones())]


class SiteForm(TableForm):
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("As people call it. It stands on each medium.")
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Its nights follow this clock, summer and winter."),
        choices=_zones,
    )

    def fields_of(self, values: Values) -> Values:
        return {"time_zone": "UTC", **values}

    def values(self) -> Values:
        return {"name": self.cleaned_data["name"], "time_zone": self.cleaned_data["time_zone"]}
