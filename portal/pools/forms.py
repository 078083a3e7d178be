"""The forms of pools and places. What was shown goes along: nobody overwrites another's change unseen."""

import json
from dataclasses import asdict
from typing import Any, cast

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import LONGEST_MEDIUM_NAME, medium_name
from mmbackup.models import EncryptionKey, Place, Pool, Site
from mmbackup.services.keys.keys_of_pool import keys_to_choose
from mmbackup.services.media.pools import PoolRules
from portal.crispy import helper
from portal.help.more import with_more

MOST_NIGHTS = 3650
MOST_MONTHS = 240
SAVE = _("Save")


class PoolForm(forms.Form):
    rotation = forms.ChoiceField(
        label=_("How its media take turns"),
        widget=forms.RadioSelect,
        choices=[
            (Pool.Rotation.ALTERNATE, _("In turn: the one written longest ago is next")),
            (Pool.Rotation.WEEKDAY, _("By weekday: each is named for its day, Monday to Sunday")),
        ],
    )
    retention_nights = forms.IntegerField(
        label=_("Nights for which a backup is kept"),
        min_value=0,
        max_value=MOST_NIGHTS,
        help_text=with_more(
            _("So many nights long, a medium is not written again. 0: the rotation alone decides."),
            "administration/pools",
        ),
    )
    night = forms.TypedChoiceField(
        label=_("Its night, when it is a weekly or monthly pool"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
        help_text=_("A monthly pool's night is the first such weekday of the month."),
    )
    replace_after_months = forms.IntegerField(
        label=_("Months after which a medium is to be replaced"),
        min_value=0,
        max_value=MOST_MONTHS,
        help_text=_("Counted from its first label. 0: never."),
    )
    label_blank = forms.BooleanField(
        label=_("Label blank media by themselves"),
        required=False,
        help_text=_(
            "A blank medium in the drive at night is labelled and used. Foreign data is never touched."
        ),
    )
    keys = forms.TypedMultipleChoiceField(
        label=_("Encrypt its backups to"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=with_more(
            _(
                "None: whoever finds a medium can read it. Else any one of the chosen keys opens what is "
                "written from now on, and nothing else does: lose them all, and nobody can ever restore it. "
                "Choose two that are kept in different places."
            ),
            "administration/keys",
        ),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput, max_length=500)
    shown_keys = forms.CharField(required=False, widget=forms.HiddenInput, max_length=500)

    def __init__(
        self,
        *args: Any,
        site: Site,
        pool: Pool | None = None,
        button: str | Promise = SAVE,
        **kwargs: Any,
    ) -> None:
        rules = PoolRules.of(pool or Pool(replace_after_months=12))
        shown = json.dumps(asdict(rules), sort_keys=True)
        own = list(pool.keys.values_list("pk", flat=True)) if pool else []
        kwargs["initial"] = {**asdict(rules), "shown": shown, "keys": own, "shown_keys": json.dumps(own)}
        super().__init__(*args, **kwargs)
        found = keys_to_choose(site=site, pool=pool)
        cast("forms.TypedMultipleChoiceField", self.fields["keys"]).choices = [
            (key.pk, _words_of(key)) for key in found
        ]
        self.has_keys = bool(found)
        if not found:
            del self.fields["keys"]
        self.helper = helper(button=button)

    def rules(self) -> PoolRules:
        names = ("rotation", "retention_nights", "label_blank", "night", "replace_after_months")
        return PoolRules(**{name: self.cleaned_data[name] for name in names})

    def keys_chosen(self) -> list[int]:
        found: list[int] = self.cleaned_data.get("keys", [])
        return found

    def clean_shown_keys(self) -> list[int]:
        try:
            return [int(number) for number in json.loads(self.cleaned_data["shown_keys"] or "[]")]
        except (TypeError, ValueError):
            return []

    def clean_shown(self) -> PoolRules | None:
        try:
            return PoolRules(**json.loads(self.cleaned_data["shown"]))
        except (TypeError, ValueError):
            return None


class NewPoolForm(PoolForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_MEDIUM_NAME,
        help_text=_("It is written onto each medium, and stays as it is."),
    )
    field_order = ("name",)

    def clean_name(self) -> str:
        return checked_name(self.cleaned_data["name"])


class PlaceForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=LONGEST_MEDIUM_NAME)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("on shelf", _("Shelf: at hand")), ("in vault", _("Vault: safe, elsewhere"))],
    )
    shown_name = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LONGEST_MEDIUM_NAME)
    shown_kind = forms.CharField(required=False, widget=forms.HiddenInput, max_length=10)

    def __init__(self, *args: Any, place: Place | None = None, button: str | Promise, **kwargs: Any) -> None:
        if place is not None:
            shown = {"shown_name": place.name, "shown_kind": place.kind}
            kwargs["initial"] = {"name": place.name, "kind": place.kind, **shown}
        super().__init__(*args, **kwargs)
        self.helper = helper(button=button)

    def clean_name(self) -> str:
        return checked_name(self.cleaned_data["name"])

    def shown(self) -> tuple[str, str]:
        return self.cleaned_data["shown_name"], self.cleaned_data["shown_kind"]


def _words_of(key: EncryptionKey) -> str:
    """Its name, and what speaks against it."""
    if key.origin == EncryptionKey.Origin.DRILL:
        return _("%(name)s: its secret lies on this server, for drills") % {"name": key.name}
    return key.name if key.is_usable else _("%(name)s: retired, not used any more") % {"name": key.name}


def checked_name(text: str) -> str:
    try:
        return medium_name(text)
    except FormatError as error:
        words = f"{error}.".replace("a medium's name", "a name")
        raise forms.ValidationError(words[:1].upper() + words[1:]) from error
