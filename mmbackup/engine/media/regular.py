"""Only regular files are opened: opening a device, which an enemy's medium may hold, can do harm itself."""

import os
import stat

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import escape


def refuse_special(name: str, folder: int) -> None:
    """Ask before opening, and again behind it: what is looked at here is not yet what is opened."""
    found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if not stat.S_ISREG(found.st_mode):
        raise FormatError(f"{escape(os.fsencode(name))} is not a regular file")
