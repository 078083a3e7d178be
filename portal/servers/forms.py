"""The forms of servers and sources; what they take is checked by the services."""

from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.catalogue import DataType, ServerKind, items_of
from mmbackup.engine.sources.port import DEFAULT_STALL_LIMIT, DEFAULT_TIME_LIMIT
from mmbackup.models import SourceTest
from mmbackup.services.configuration.values import Values
from portal.help.more import with_more
from portal.servers.subscribers_field import subscribers_field
from portal.table_form import LinesField, TableForm

ONE_A_LINE = _("The program with its path, then each argument, one a line. No shell reads it.")


class SourceForm(TableForm):
    """Of any kind of source; each kind adds its own keys."""

    KIND: str = ""
    OWN: tuple[str, ...] = ()  # in the file's order
    under_way: SourceTest | None = None  # another test, where one keeps this from being tried out
    item = forms.ChoiceField(label=_("Data item"))
    name = forms.CharField(
        label=_("Name of the source"),
        max_length=63,
        help_text=_("Its own within its data item, as in the log."),
    )
    time_limit = forms.FloatField(
        label=_("Time limit in seconds"),
        min_value=0,
        help_text=with_more(
            _("For the whole source; then the rest of it is left."), "administration/servers"
        ),
    )
    stall_limit = forms.FloatField(
        label=_("Longest standstill in seconds"),
        min_value=0,
        help_text=_("Such as a mount that does not answer."),
    )

    def __init__(self, *args: Any, server_kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        item = cast("forms.ChoiceField", self.fields["item"])
        item.choices = _items(ServerKind(server_kind))
        self.order_fields(("item", "name", *self.OWN, "time_limit", "stall_limit", "shown"))

    def fields_of(self, values: Values) -> Values:
        return {"time_limit": f"{DEFAULT_TIME_LIMIT:g}", "stall_limit": f"{DEFAULT_STALL_LIMIT:g}", **values}

    def values(self) -> Values:
        found = self.cleaned_data
        own = {key: found[key] for key in self.OWN if found[key] or key in self._needed()}
        return {"item": found["item"], "name": found["name"], "kind": self.KIND, **own, **self._limits()}

    def _needed(self) -> set[str]:
        return {key for key in self.OWN if self.fields[key].required}

    def _limits(self) -> Values:
        """What is as usual is not said."""
        usual = {"time_limit": DEFAULT_TIME_LIMIT, "stall_limit": DEFAULT_STALL_LIMIT}
        said = {key: self.cleaned_data[key] for key in usual if self.cleaned_data[key] != usual[key]}
        return {key: int(value) if float(value).is_integer() else value for key, value in said.items()}


def _items(kind: ServerKind) -> list[tuple[str, list[tuple[str, str]]]]:
    """The catalogue's, by data type."""
    by_type = {each: [item for item in items_of(kind) if item.data_type is each] for each in DataType}
    return [
        (each.title, [(item.slug, item.title) for item in items]) for each, items in by_type.items() if items
    ]


class FilesForm(SourceForm):
    KIND = "files"
    OWN = ("roots", "include", "exclude", "subscribers")
    roots = LinesField(
        label=_("Folders and files"),
        required=True,
        help_text=_("Full paths on the server, one a line. All below a folder is saved."),
    )
    include = LinesField(
        label=_("Only files that fit"),
        help_text=with_more(
            _("Patterns such as *.wav, one a line, for the name or the path below the folder. None: all."),
            "administration/servers",
        ),
    )
    exclude = LinesField(
        label=_("But no files or folders that fit"), help_text=_("Patterns such as *.tmp or cache.")
    )
    subscribers = subscribers_field(_("None: it is nobody's."))


class CommandForm(SourceForm):
    KIND = "command"
    OWN = ("argv", "output")
    argv = LinesField(
        label=_("Command"),
        required=True,
        help_text=with_more(
            format_lazy(
                "{} {}",
                ONE_A_LINE,
                _("It runs as the user of the backup's service, with all that user's rights."),
            ),
            "administration/servers",
        ),
    )
    output = forms.CharField(
        label=_("File name of its output"), max_length=200, help_text=_("Under which its output is saved.")
    )
