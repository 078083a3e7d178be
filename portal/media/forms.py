"""The forms of the media's pages."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import LONGEST_MEDIUM_NAME, medium_name
from mmbackup.models import Medium, Place, Pool, Site
from portal.crispy import helper_in_a_row
from portal.media.inventory import LONGEST_TEXT, NAMED, PLACES, STATUSES, WORN

LONGEST_REASON = 200
AS_TYPED = {
    "class": "form-control",
    "autocomplete": "off",
    "autocapitalize": "none",
    "autocorrect": "off",
    "spellcheck": "false",
}


class InventoryForm(forms.Form):
    """Narrows the inventory. The order is kept when the list is narrowed."""

    text = forms.CharField(required=False, label=_("Find"), max_length=LONGEST_TEXT)
    pool = forms.ChoiceField(required=False, label=_("Pool"))
    status = forms.ChoiceField(required=False, label=_("Status"))
    place = forms.ChoiceField(required=False, label=_("Place"))
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        statuses = [(key, words) for key, (words, _asked) in STATUSES.items()]
        kinds = [(key, words) for key, (words, _asked) in PLACES.items()]
        named = [(NAMED + place.name, place.name) for place in Place.objects.filter(site=site)]
        worn = (WORN, _("To be replaced within 30 days"))
        self._offer("pool", [("", _("All pools")), *((name, name) for name in pool_names(site))])
        self._offer("status", [("", _("Any status")), *statuses, worn])
        self._offer("place", [("", _("Anywhere")), *kinds, *named])
        self.helper = helper_in_a_row("text", "pool", "status", "place", button=_("Show"), hidden=("sort",))

    def _offer(self, field: str, choices: list[tuple[str, str | Promise]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a medium's status is changed."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, strip=True)


class MoveForm(forms.Form):
    """Where a medium is brought."""

    place = forms.ModelChoiceField(
        queryset=Place.objects.none(),
        label=_("Bring it to"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.filter(site=site)  # type: ignore[attr-defined]


class ReplaceByForm(forms.Form):
    """By when a medium is to be replaced; empty stands for never."""

    replace_by = forms.DateField(
        required=False,
        label=_("Replace by"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Give a date such as 2027-11-30, or leave the field empty for never.")},
    )

    def clean_replace_by(self) -> date | None:
        day: date | None = self.cleaned_data["replace_by"]
        if day is not None and day.year > localdate().year + 100:
            raise forms.ValidationError(_("No medium lasts that long."))
        return day


class LabelForm(forms.Form):
    """A name and a pool for the medium in a drive."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_MEDIUM_NAME,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    pool = forms.ChoiceField(label=_("Pool"), widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, name) for name in usable_pools(site)]
        self.fields["pool"].choices = names  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        try:
            return medium_name(self.cleaned_data["name"])
        except FormatError as error:
            raise forms.ValidationError(f"{error}."[:1].upper() + f"{error}."[1:]) from error


class RelabelForm(LabelForm):
    """The same, with the consent to what is lost by it: seen tells which medium was shown."""

    typed = forms.CharField(max_length=1000, required=False, widget=forms.TextInput(attrs=AS_TYPED))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=100, required=False)


class FormatForm(forms.Form):
    """The consent to a new file system. Where nothing can be read, the drive's name is typed."""

    typed = forms.CharField(max_length=1000, required=False, widget=forms.TextInput(attrs=AS_TYPED))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=100, required=False)


def usable_pools(site: Site) -> list[str]:
    """Those that were set up, and those that drives take media of."""
    described = set(Pool.objects.filter(site=site).values_list("name", flat=True))
    return sorted(described | {name for drive in site.drives.all() for name in drive.pool_names})


def pool_names(site: Site) -> list[str]:
    """Also those that are known from media alone."""
    on_media = Medium.objects.filter(site=site).order_by().values_list("pool", flat=True).distinct()
    return sorted({*usable_pools(site), *on_media})
