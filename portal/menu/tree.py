"""The Messaging Administration tree: every page, where it stands, and what to do on it."""

from django.utils.translation import gettext_lazy as _

from portal.menu.administration import ADMINISTRATION
from portal.menu.alarming import ALARMING
from portal.menu.backup import BACKUP
from portal.menu.diagnostics import DIAGNOSTICS
from portal.menu.entry import EVERYBODY, Entry
from portal.menu.everywhere import EVERYWHERE
from portal.menu.help import HELP
from portal.menu.logs import LOGS
from portal.menu.reports import REPORTS
from portal.menu.servers import SERVER_ADMINISTRATION

MAIN = Entry(
    _("Messaging Administration"),
    "main:main",
    "home",
    help=(
        _("The sentence on top says how things stand; the worst comes first."),
        _("Each morning: read it, then follow Morning Swap. Below it stands which medium tonight expects."),
        _("The menu leads to every page. The name on top left leads back here from everywhere."),
    ),
    article="getting-started/main-page",
    entries=(
        *(BACKUP, SERVER_ADMINISTRATION, LOGS, ALARMING, REPORTS, DIAGNOSTICS, ADMINISTRATION, HELP),
        *EVERYWHERE,
    ),
    readers=EVERYBODY,
)
