"""The forms of sources that are databases."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.servers.forms import SourceForm
from portal.table_form import LinesField


class PostgresqlForm(SourceForm):
    KIND = "postgresql"
    OWN = ("connection", "databases")
    connection = forms.CharField(
        label=_("Connection"),
        required=False,
        max_length=500,
        help_text=_(
            "As psql takes it, such as host=/run/postgresql user=backup. No password: it belongs into the "
            "file .pgpass of the user who reads."
        ),
    )
    databases = LinesField(label=_("Databases"), help_text=_("One a line. None: all of them."))
