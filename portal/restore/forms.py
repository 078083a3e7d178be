"""The forms of a restore's pages."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.index.shapes import Query
from portal.crispy import helper_in_a_row
from portal.restore.source import Source
from portal.restore.wanted import Wanted

AT_A_MINUTE = "%Y-%m-%dT%H:%M"
LONGEST_TEXT = 200
FARTHEST = 1 << 62  # nanoseconds: no file was changed before 1824, none will be after 2116
FIELDS = ("text", "subscriber", "since", "until", "type", "server")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MomentForm(forms.Form):
    """As of when. What is picked already is kept."""

    at = forms.DateTimeField(
        label=_("As it was at (date and time)"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "form-control"}, format=AT_A_MINUTE
        ),
    )
    picks = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *, wanted: Wanted, **kwargs: Any) -> None:
        super().__init__(initial={"at": wanted.moment, "picks": wanted.name}, **kwargs)
        self.helper = helper_in_a_row("at", button=_("Choose from it"), hidden=("picks",))


class SearchForm(forms.Form):
    """Narrows the files of all backups of the moment. Nothing given: nothing is looked for yet."""

    text = forms.CharField(required=False, label=_("Part of the path"), max_length=LONGEST_TEXT)
    subscriber = forms.CharField(required=False, label=_("Subscriber"), max_length=LONGEST_TEXT)
    since = forms.DateField(required=False, label=_("Changed from"), widget=DAY)
    until = forms.DateField(required=False, label=_("Changed up to"), widget=DAY)
    type = forms.ChoiceField(required=False, label=_("Data type"))
    server = forms.ChoiceField(required=False, label=_("Server"))
    at = forms.CharField(required=False, widget=forms.HiddenInput)
    set = forms.CharField(required=False, widget=forms.HiddenInput)
    picks = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, source: Source, wanted: Wanted) -> None:
        super().__init__({**data.dict(), "at": wanted.at, "set": wanted.only, "picks": wanted.name})
        kinds = dict.fromkeys(kind for kind, _server in source.table.what)
        servers = dict.fromkeys(server for _kind, server in source.table.what)
        self._offer("type", [("", _("All data types")), *((kind.slug, kind.title) for kind in kinds)])
        self._offer("server", [("", _("All servers")), *((name, name) for name in servers)])
        self.helper = helper_in_a_row(*FIELDS, button=_("Search"), hidden=("at", "set", "picks"))

    def _offer(self, field: str, choices: list[tuple[str, str | Promise]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]

    def query(self) -> Query | None:
        """None while nothing is asked, or what is asked is not understood."""
        if not self.is_valid() or not any(self.cleaned_data[field] for field in FIELDS):
            return None
        asked = self.cleaned_data
        return Query(
            text=asked["text"],
            subscriber=asked["subscriber"],
            since_ns=_first_moment(asked["since"]),
            until_ns=_first_moment(asked["until"], days=1),
            data_type=asked["type"],
            server=asked["server"],
        )


class SubscriberForm(forms.Form):
    """Narrows the subscribers of all backups of the moment; nothing given: all of them."""

    name = forms.CharField(
        required=False, label=_("Beginning of the name or number"), max_length=LONGEST_TEXT
    )
    server = forms.ChoiceField(required=False, label=_("Server"))
    at = forms.CharField(required=False, widget=forms.HiddenInput)
    set = forms.CharField(required=False, widget=forms.HiddenInput)
    picks = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, source: Source, wanted: Wanted) -> None:
        super().__init__({**data.dict(), "at": wanted.at, "set": wanted.only, "picks": wanted.name})
        servers = dict.fromkeys(server for _kind, server in source.table.what)
        choices = [("", _("All servers")), *((name, name) for name in servers)]
        self.fields["server"].choices = choices  # type: ignore[attr-defined]
        self.helper = helper_in_a_row("name", "server", button=_("Search"), hidden=("at", "set", "picks"))

    @property
    def beginning(self) -> str:
        return str(self.cleaned_data["name"]) if self.is_valid() else ""

    @property
    def server_name(self) -> str:
        return str(self.cleaned_data["server"]) if self.is_valid() else ""


def _first_moment(day: date | None, *, days: int = 0) -> int | None:
    """Of the day so many days after it, on the site's clock, in nanoseconds; None outside the calendar."""
    if day is None:
        return None
    try:
        moment = make_aware(datetime.combine(day + timedelta(days=days), time()))
    except OverflowError:
        return None
    return max(min(int(moment.timestamp()) * 10**9, FARTHEST), -FARTHEST)
