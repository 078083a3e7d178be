"""The form of the installation's settings. The secret is never shown again."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Preferences
from mmbackup.services.preferences import PreferencesRefused
from portal.help.more import with_more
from portal.people.words import ROLES
from portal.table_form import Group, LinesField, TableForm

LARGEST_FILE = 1 << 20


class PreferencesForm(TableForm):
    GROUPS = (
        Group(_("The portal"), ("portal_address", "log_retention_days")),
        Group(_("Signing in"), ("idle_minutes", "session_hours", "second_factor_for")),
        Group(_("Notices"), ("digest_at", "ping_address", "forget_ping", "metrics_networks")),
    )
    portal_address = forms.URLField(
        label=_("Address of the portal"),
        required=False,
        assume_scheme="https",
        help_text=_(
            "As people reach it: for links in mails and on labels. Empty: as a browser has reached it."
        ),
    )
    log_retention_days = forms.IntegerField(
        label=_("Days that logs are kept"),
        required=False,
        min_value=1,
        max_value=36500,
        help_text=_("The three newest of each kind always stay."),
    )
    idle_minutes = forms.IntegerField(
        label=_("Minutes without a click until a session ends"), min_value=5, max_value=1440
    )
    session_hours = forms.IntegerField(
        label=_("Hours until a session ends in any case"), min_value=1, max_value=168
    )
    second_factor_for = forms.MultipleChoiceField(
        label=_("Who must have a second factor"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(role.value, capfirst(name)) for role, name in ROLES.items()],
        help_text=with_more(
            _("Whoever has none yet is asked to set one up at the next sign-in."), "administration/sign-in"
        ),
    )
    digest_at = forms.TimeField(
        label=_("The morning's digest is sent at"),
        widget=forms.TimeInput(attrs={"type": "time", "step": "60"}),
        help_text=_("By the site's clock, to the channels that take it (Alarming > Notifications)."),
    )
    ping_address = forms.URLField(
        label=_("Address to ask for after each verified nightly backup"),
        required=False,
        assume_scheme="https",
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        help_text=with_more(
            _(
                "So that somebody outside notices when nothing comes, as healthchecks.io or an Uptime Kuma "
                "push monitor give it. It counts as a secret and is not shown again. Empty: stays as it is."
            ),
            "administration/notifications",
        ),
    )
    forget_ping = forms.BooleanField(label=_("Forget that address"), required=False)
    metrics_networks = LinesField(
        label=_("Networks that may read /metrics without a token"),
        help_text=with_more(_("One a line, such as 10.0.0.0/8."), "reference/api"),
    )

    def __init__(self, *args: Any, row: Preferences, **options: Any) -> None:
        names = [name for name in self.base_fields if name not in ("shown", "forget_ping", "ping_address")]
        values = {name: _plain(getattr(row, name)) for name in names}
        super().__init__(*args, values=values, **options)
        self.fields["log_retention_days"].help_text = gettext(
            "Empty: %(days)d, as the environment says. The three newest always stay."
        ) % {"days": settings.LOG_RETENTION_DAYS}
        if not row.ping_address:
            del self.fields["forget_ping"]

    def after(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        del found["shown"]
        address, is_forgotten = found.pop("ping_address"), found.pop("forget_ping", False)
        if address or is_forgotten:
            found["ping_address"] = "" if is_forgotten else address
        return found

    def before(self) -> dict[str, Any]:
        """What was shown, as the row would have it."""
        field = self.fields["digest_at"]
        shown = dict(self.was_shown)
        try:
            return {**shown, "digest_at": field.clean(shown.get("digest_at", ""))}
        except forms.ValidationError:
            return shown

    def add_refusals(self, error: PreferencesRefused) -> None:
        for name, reasons in error.faults.items():
            for reason in reasons:
                self.add_error(name if name in self.fields else None, reason)


class ConfigurationFileForm(forms.Form):
    """text is what was previewed; without it the file is."""

    file = forms.FileField(label=_("Configuration file (TOML)"), required=False)
    text = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LARGEST_FILE, strip=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        file = found.get("file")
        if not file and not found.get("text"):
            raise forms.ValidationError(_("Choose a file."))
        if file:
            found["text"] = _text_of(file)
        return found


def _text_of(file: Any) -> str:
    if file.size > LARGEST_FILE:
        raise forms.ValidationError(_("The file is larger than 1 MB: that is no configuration."))
    try:
        return str(file.read().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise forms.ValidationError(_("The file is no UTF-8 text.")) from error


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str | list) else f"{value:%H:%M}"
