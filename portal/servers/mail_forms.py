"""The forms of sources that are mailboxes."""

from django.utils.translation import gettext_lazy as _

from portal.servers.forms import SourceForm
from portal.table_form import LinesField


class MaildirForm(SourceForm):
    KIND = "maildir"
    OWN = ("roots",)
    roots = LinesField(
        label=_("Folders of mailboxes"),
        required=True,
        help_text=_(
            "Full paths where the source is read, one a line. Mail that is being delivered (tmp) is left out."
        ),
    )


class MboxForm(SourceForm):
    KIND = "mbox"
    OWN = ("roots",)
    roots = LinesField(
        label=_("Folders of mailboxes"),
        required=True,
        help_text=_(
            "Full paths where the source is read, one a line, such as /var/mail. Lock files are left out."
        ),
    )
