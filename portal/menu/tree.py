"""The Messaging Administration tree: every page, where it stands, and what to do on it."""

from portal.menu.administration import ADMINISTRATION
from portal.menu.alarming import ALARMING
from portal.menu.backup import BACKUP
from portal.menu.entry import EVERYBODY, Entry
from portal.menu.help import GUIDE
from portal.menu.logs import LOGS

MAIN = Entry(
    "Messaging Administration",
    "main:main",
    "home",
    help=(
        "The sentence on top says how things stand; the worst comes first.",
        "Each morning: read it, then follow Morning Swap. Below it stands which medium tonight expects.",
        "The menu below leads to every page. The name on top left leads back here from everywhere.",
    ),
    entries=(BACKUP, LOGS, ALARMING, ADMINISTRATION, GUIDE),
    readers=EVERYBODY,
)
