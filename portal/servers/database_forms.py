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


class MysqlForm(SourceForm):
    KIND = "mysql"
    OWN = ("options_file", "databases")
    options_file = forms.CharField(
        label=_("The client's options file"),
        required=False,
        help_text=_(
            "Where the source is read, with user and password under [client]. Empty: the usual ones."
        ),
    )
    databases = LinesField(label=_("Databases"), help_text=_("One a line. None: all but the server's own."))


class RedisForm(SourceForm):
    KIND = "redis"
    OWN = ("address", "password_file", "file")
    address = forms.CharField(
        label=_("Address"),
        required=False,
        help_text=_("host:port or a socket's path. Empty: 127.0.0.1:6379."),
    )
    password_file = forms.CharField(
        label=_("File with the password"),
        required=False,
        help_text=_("It holds the password and nothing else."),
    )
    file = forms.CharField(
        label=_("File of its data"),
        required=False,
        help_text=_(
            "Full path, such as /var/lib/redis/dump.rdb: a restore in place puts it back there. "
            "Empty: it is left out then."
        ),
    )


class SqliteForm(SourceForm):
    KIND = "sqlite"
    OWN = ("databases",)
    databases = LinesField(
        label=_("Database files"),
        required=True,
        help_text=_("Full paths, one a line. Each is copied as of one moment while programs go on writing."),
    )
