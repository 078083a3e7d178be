"""A form over one table of the configuration: its values are the file's, and so are the checks."""

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mmbackup.services.configuration.checking import TableFaulty
from mmbackup.services.configuration.values import Values

LONGEST = 20_000


class Group(NamedTuple):
    """A heading with the names of its fields; folded is what most people leave as it is."""

    title: str | Promise
    names: tuple[str, ...]
    is_folded: bool = False


@dataclass(frozen=True)
class ShownGroup:
    """As a template shows it: is_open if it was changed or has a fault, folded or not."""

    title: str | Promise
    fields: list[forms.BoundField]
    is_folded: bool
    is_open: bool


class LinesField(forms.CharField):
    """A list of texts, one a line; blanks at the ends of a line are its own."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "code"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"strip": False, "required": False, "max_length": LONGEST, **options})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        lines = str(super().clean(value)).split("\n")
        return [line for line in (each.rstrip("\r") for each in lines) if line]


class TableForm(forms.Form):
    """What was shown goes along, so that nobody overwrites another's change unseen."""

    GROUPS: tuple[Group, ...] = ()  # none: no headings
    shown = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LONGEST * 3)

    def __init__(
        self, *args: Any, values: Values | None = None, shown: Values | None = None, **options: Any
    ) -> None:
        """values: to begin from; shown: what is configured now, where that is something else."""
        was = (values or {}) if shown is None else shown
        initial = {**self.fields_of(values or {}), "shown": json.dumps(was)}
        options["initial"] = initial
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField | forms.TimeField):  # and numbers of any kind
                field.widget.attrs["class"] = "field-short"

    @property
    def groups(self) -> list[ShownGroup]:
        """With their headings, as a template shows them."""
        given = self.GROUPS or (Group("", tuple(name for name in self.fields if name != "shown")),)
        return [self._shown_group(group) for group in given]

    def _shown_group(self, group: Group) -> ShownGroup:
        fields = [self[name] for name in group.names if name in self.fields]
        is_open = self.is_bound and any(field.errors or field.name in self.changed_data for field in fields)
        return ShownGroup(group.title, fields, group.is_folded, is_open)

    def fields_of(self, values: Values) -> Values:
        """A table's values as the form's fields begin with them."""
        return values

    def values(self) -> Values:
        """The table as the file would have it; only of a form that is_valid."""
        raise NotImplementedError

    def clean_shown(self) -> Values:
        """A broken memory is one of something else."""
        try:
            found = json.loads(self.cleaned_data["shown"] or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def clean(self) -> Values:
        """A text that has a line break of its own would be torn here."""
        found = super().clean() or {}
        lists = [value for value in found.get("shown", {}).values() if isinstance(value, list)]
        if any("\n" in str(member) or "\r" in str(member) for each in lists for member in each):
            raise forms.ValidationError(
                _("It holds a line break in a name: change it in the configuration file.")
            )
        return found

    @property
    def was_shown(self) -> Values:
        shown: Values = self.cleaned_data["shown"]
        return shown

    def add_faults(self, error: TableFaulty) -> None:
        for key, reason in error.faults:
            if key in self.fields:
                self.add_error(key, f"{reason[:1].upper()}{reason[1:]}.")
            else:
                self.add_error(None, f"{key}: {reason}." if key else f"{reason}.")
