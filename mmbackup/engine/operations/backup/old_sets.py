"""The sets that lay on the medium before: they go only when they must, or when a newer one is proven."""

from collections.abc import Iterable

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import FormatError
from mmbackup.engine.events import OldSetRemoved
from mmbackup.engine.format.backup_set import read_set, remove_set, set_folders
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.job import KeptSets
from mmbackup.engine.tally import Tally


class OldSets:
    """What was never verified goes first, then the oldest. What is kept makes no room."""

    def __init__(self, desk: Desk, medium: Medium, kept: KeptSets) -> None:
        self._desk = desk
        self._medium = medium
        folders = set_folders(medium)
        in_turn = sorted(folders, key=lambda folder: (_is_verified(medium, folder), folder))
        self._folders = [folder for folder in in_turn if folder not in kept]
        self._kept = [folder for folder in in_turn if folder in kept]

    @property
    def may_make_room(self) -> bool:
        return bool(self._folders)

    def size(self) -> int:
        """Bytes that may be had."""
        return sum(map(self._medium.size, self._folders))

    def size_of_kept(self) -> int:
        return sum(map(self._medium.size, self._kept))

    def names_of_kept(self) -> str:
        return ", ".join(self._kept)

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
            self._remove_after(self._folders.pop(0))

    def remove_kept(self, saved: frozenset[tuple[DataType, str]]) -> None:
        """Those that hold nothing but what the new set holds as well, whole and proven."""
        for folder in [folder for folder in self._kept if self._holds(folder) <= saved]:
            self._kept.remove(folder)
            self._remove_after(folder)
        for folder in self._kept:
            self._desk.log.note(f"The older set {folder} was kept: it holds what the new one does not.")

    def _remove_after(self, folder: str) -> None:
        remove_set(self._medium, folder)
        self._desk.log.note(f"The older set {folder} was removed after the new one had been read back.")
        self._desk.listen(OldSetRemoved(folder, before_writing=False))

    def _holds(self, folder: str) -> frozenset[tuple[DataType, str]]:
        return saved_by(read_set(self._medium, folder).tallies)


def saved_by(tallies: Iterable[Tally]) -> frozenset[tuple[DataType, str]]:
    """Of which data types of which servers there is at least one file, or a slice of one."""
    return frozenset(
        (tally.data_type, tally.server) for tally in tallies if tally.saved_files or tally.saved_size
    )


def _is_verified(medium: Medium, folder: str) -> bool:
    try:
        return read_set(medium, folder).verification is not None
    except FormatError:
        return False
