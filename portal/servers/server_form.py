"""The form of a server; what it takes is checked by the services."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.hosts.host import SSH_PORT, USUAL_READER
from mmbackup.services.configuration.values import Values
from portal.help.more import with_more
from portal.servers.forms import ONE_A_LINE
from portal.servers.proposals import PROFILE_CHOICES
from portal.table_form import Group, LinesField, TableForm

BY_HAND = "by hand"
_COMMANDS = ("stop", "start")
_WAY_THERE = ("address", "user", "host_key", "most_a_second")


class ServerForm(TableForm):
    GROUPS: tuple[Group, ...] = (
        Group(_("The server"), ("name", "kind")),
        Group(_("Where it is"), ("address", "user", "port", "host_key", "most_a_second")),
        Group(_("Stopping and starting its software"), ("stop", "start", "command_wait")),
    )
    name = forms.CharField(
        label=_("Name"), max_length=63, help_text=_("It stands in each path on the media.")
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("MSS", _("MSS: message store")), ("MAS", _("MAS: application server"))],
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=253,
        required=False,
        help_text=with_more(
            _("Where it is reached over SSH. Empty: it is the backup server itself."),
            "administration/hosts",
        ),
    )
    user = forms.CharField(
        label=_("User there"),
        max_length=63,
        required=False,
        help_text=_("Who reads; may do nothing but that. A new server's is root unless named."),
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=SSH_PORT, required=False)
    host_key = forms.CharField(
        label=_("Its host key"),
        required=False,
        max_length=2000,
        help_text=_("By which it is known, as ssh-ed25519 AAAA… The connection's page looks it up."),
    )
    most_a_second = forms.CharField(
        label=_("Most that is fetched in a second"),
        max_length=20,
        required=False,
        help_text=_("Such as 5 MB. Empty: as much as comes."),
    )
    stop = LinesField(
        label=_("Command that stops the messaging software"),
        help_text=with_more(
            format_lazy("{} {}", _("Before a restore in place, if that is asked for."), ONE_A_LINE),
            "maintenance/restore-server",
        ),
    )
    start = LinesField(label=_("Command that starts it again"), help_text=ONE_A_LINE)
    command_wait = forms.IntegerField(
        label=_("Seconds that each of the two may take"), min_value=1, max_value=3600, initial=60
    )

    def fields_of(self, values: Values) -> Values:
        return {"command_wait": 60, "port": SSH_PORT, **values}

    def values(self) -> Values:
        found = self.cleaned_data
        commands = {key: found[key] for key in _COMMANDS if found[key]}
        wait = {"command_wait": found["command_wait"]} if commands else {}
        there = {key: found[key] for key in _WAY_THERE if found[key]}
        port = {"port": found["port"]} if there and found["port"] not in {SSH_PORT, None} else {}
        return {"name": found["name"], "kind": found["kind"], **commands, **wait, **there, **port}


class NewServerForm(ServerForm):
    """With the one question that finds out the rest; what has a usual answer is folded."""

    GROUPS = (
        Group(_("The server"), ("name", "kind", "address", "runs")),
        Group(_("How it is reached"), ("user", "port", "host_key", "most_a_second"), is_folded=True),
        ServerForm.GROUPS[2]._replace(is_folded=True),
    )
    runs = forms.ChoiceField(
        label=_("What runs there"),
        required=False,
        choices=[*PROFILE_CHOICES, (BY_HAND, _("None of these: I name the sources myself"))],
        help_text=_(
            "The server is looked over, and what of it is to be saved is proposed. Nothing is written."
        ),
    )

    def values(self) -> Values:
        found = super().values()
        return {"user": USUAL_READER, **found} if found.get("address") else found
