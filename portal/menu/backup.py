"""Backup and Restore."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import READERS, Entry
from portal.menu.making import ATTENDED, NOW, SWAP
from portal.menu.media import DRIVES, MEDIA
from portal.menu.proof import DRILLS, VERIFY
from portal.menu.restore import RESTORE
from portal.menu.rotation import KEYS, PLACES, POOLS
from portal.menu.schedule import SCHEDULE

BACKUP = Entry(
    _("Backup/Restore"),
    icon="disc",
    summary=_("Start a backup by hand, restore, and work at the drive."),
    entries=(SWAP, NOW, ATTENDED, RESTORE, VERIFY, DRILLS, MEDIA, DRIVES, POOLS, PLACES, KEYS, SCHEDULE),
    readers=READERS,
)
