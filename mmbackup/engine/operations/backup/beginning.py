"""How a set is begun on a medium: its texts for strangers are made current, and the writing is counted."""

import itertools
from datetime import datetime

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.backup_set import set_name
from mmbackup.engine.format.identity import Identity, write_identity
from mmbackup.engine.format.readme import README_NAME, RESTORE_NAME, readme, restore_script
from mmbackup.engine.media.port import Medium


def count_write(medium: Medium, identity: Identity) -> Identity:
    """Now, since later there may be no room for the identity beside itself."""
    counted = identity._replace(write_count=identity.write_count + 1)
    write_identity(medium, counted)
    return counted


def refresh_texts(medium: Medium) -> None:
    """A medium that an older mmbackup labelled learns how the sets of today are restored."""
    for name, text in ((README_NAME, readme()), (RESTORE_NAME, restore_script())):
        if not _holds(medium, name, text):
            medium.replace_small(name, text)


def free_name(medium: Medium, started_at: datetime, kind: str) -> str:
    """Two runs may begin in one second, and clocks are set back."""
    name = set_name(started_at, kind)
    numbers = itertools.count(2)
    while medium.exists(name):
        name = set_name(started_at, f"{kind}-{next(numbers)}")
    return name


def _holds(medium: Medium, name: str, text: bytes) -> bool:
    try:
        return medium.exists(name) and medium.read_small(name, len(text)) == text
    except FormatError:
        return False
