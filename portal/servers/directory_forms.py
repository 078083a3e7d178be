"""The form of sources that are directories."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.servers.forms import SourceForm
from portal.table_form import LinesField


class LdapForm(SourceForm):
    KIND = "ldap"
    OWN = ("suffixes", "folder", "configuration", "uri", "bind", "password_file", "start_tls")
    suffixes = LinesField(
        label=_("Suffixes"), required=True, help_text=_("Such as dc=example,dc=org, one a line.")
    )
    folder = forms.CharField(
        label=_("OpenLDAP's configuration folder"),
        required=False,
        help_text=_("For slapcat, which also reads a directory that runs. Empty: the usual one."),
    )
    configuration = forms.BooleanField(label=_("Save cn=config as well"), required=False)
    uri = forms.CharField(
        label=_("Address of the directory"),
        required=False,
        help_text=_(
            "Such as ldap://directory.example.org: asked by a paged search instead of slapcat. The search "
            "finds what the one who asks may see."
        ),
    )
    bind = forms.CharField(label=_("Who asks"), required=False, help_text=_("Such as cn=backup,dc=example."))
    password_file = forms.CharField(
        label=_("File with the password"),
        required=False,
        help_text=_("Its full path where the source is read. It holds the password and nothing else."),
    )
    start_tls = forms.BooleanField(label=_("Insist on TLS"), required=False)
