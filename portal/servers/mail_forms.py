"""The forms of sources that are mailboxes, or mail on its way."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.servers.forms import SourceForm
from portal.servers.subscribers_field import subscribers_field
from portal.table_form import LinesField


class MaildirForm(SourceForm):
    KIND = "maildir"
    OWN = ("roots", "subscribers")
    roots = LinesField(
        label=_("Folders of mailboxes"),
        required=True,
        help_text=_(
            "Full paths where the source is read, one a line. Mail that is being delivered (tmp) is left out."
        ),
    )
    subscribers = subscribers_field(_("None: it is seen by where the mailboxes lie."))


class MboxForm(SourceForm):
    KIND = "mbox"
    OWN = ("roots", "subscribers")
    roots = LinesField(
        label=_("Folders of mailboxes"),
        required=True,
        help_text=_(
            "Full paths where the source is read, one a line, such as /var/mail. Lock files are left out."
        ),
    )
    subscribers = subscribers_field(_("None: a file right below a folder is the subscriber's of its name."))


class QueueForm(SourceForm):
    KIND = "queue"
    OWN = ("folder", "mailer", "configuration")
    folder = forms.CharField(
        label=_("Folder of the queue"),
        help_text=_("Such as /var/spool/postfix or /var/spool/exim4. The messages that wait are saved."),
    )
    mailer = forms.ChoiceField(
        label=_("Mail server"),
        required=False,
        choices=[("", _("The one whose queue lies there")), ("postfix", "Postfix"), ("exim", "Exim")],
    )
    configuration = forms.CharField(
        label=_("Folder of main.cf of Postfix"),
        required=False,
        help_text=_("For postsuper, when the queue is put back. Empty: the usual one."),
    )
