"""About this installation."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import READERS, Entry

ABOUT = Entry(
    _("About"),
    "about:about",
    "info",
    _("The version, its licence, and what it stands on."),
    (
        _("Give version, database and system when you report a fault."),
        _("Each package stands under its own licence; its text lies with the package on the server."),
    ),
    readers=READERS,
)
