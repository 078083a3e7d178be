"""The sets that lay on the medium before: they go only when they must, or when a newer one is proven."""

from mmbackup.engine.errors import FormatError
from mmbackup.engine.events import OldSetRemoved
from mmbackup.engine.format.backup_set import read_set, remove_set, set_folders
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.backup.desk import Desk


class OldSets:
    """What was never verified goes first, then the oldest."""

    def __init__(self, desk: Desk, medium: Medium) -> None:
        self._desk = desk
        self._medium = medium
        folders = set_folders(medium)
        self._folders = sorted(folders, key=lambda folder: (_is_verified(medium, folder), folder))

    def size(self) -> int:
        """Bytes they take."""
        return sum(map(self._medium.size, self._folders))

    def remove_oldest(self) -> bool:
        """To make room for the new set. False when there is none left."""
        if not self._folders:
            return False
        folder = self._folders.pop(0)
        remove_set(self._medium, folder)
        self._desk.log.note(
            f"The older set {folder} was removed before the new one was complete: it had to make room."
        )
        self._desk.listen(OldSetRemoved(folder, before_writing=True))
        return True

    def remove_all(self) -> None:
        """The new set is proven."""
        while self._folders:
            folder = self._folders.pop(0)
            remove_set(self._medium, folder)
            self._desk.log.note(f"The older set {folder} was removed after the new one had been read back.")
            self._desk.listen(OldSetRemoved(folder, before_writing=False))


def _is_verified(medium: Medium, folder: str) -> bool:
    try:
        return read_set(medium, folder).verification is not None
    except FormatError:
        return False
