"""The key that was given in the portal for one import, for as long as that takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from mmbackup.engine.errors import BackupError
from mmbackup.services.keys.keeper import end_keeper, fetch_key


class KeyForgotten(BackupError):
    next_step = "Nothing was imported. Give the key once more (Backup/Restore > Drives)."


@contextmanager
def key_for_import(keeper: str) -> Iterator[tuple[str, ...]]:
    """No key where no keeper is named. It is forgotten afterwards, however the import ends."""
    if not keeper:
        yield ()
        return
    try:
        secret = fetch_key(keeper)
        if secret is None:
            raise KeyForgotten("the key that was given for this import is not kept any more")
        yield (secret,)
    finally:
        end_keeper(keeper)
