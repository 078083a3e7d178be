"""The emulated drive: media on a shelf, full at their capacity to the byte, pulled at any moment."""

import os
import threading
from contextlib import ExitStack

from mmbackup.engine.errors import MediumError, MediumLost, NoMedium, WriteProtected
from mmbackup.engine.media.faults import medium_faults
from mmbackup.engine.media.folder import FolderMedium
from mmbackup.engine.media.port import DriveSpec, Room
from mmbackup.engine.media.shelf import (
    DRIVE_STATE,
    MEDIUM_STATE,
    STATE_LIMIT,
    Shelf,
    ShelfMedium,
    parse_state,
    shelf_faults,
    whole_number,
)
from mmbackup.engine.media.tree import FOLDER_FLAGS, sum_of_sizes

__all__ = ["EmulatedDrive", "EmulatedMedium", "Shelf", "ShelfMedium"]


class EmulatedDrive:
    """settings: path, the shelf's folder."""

    def __init__(self, spec: DriveSpec) -> None:
        path = spec.settings.get("path")
        if not isinstance(path, str) or not path.startswith("/"):
            raise MediumError(f"drive {spec.name}: path must be an absolute path")
        self._name = spec.name
        self._shelf = Shelf(path)

    def open(self) -> FolderMedium:
        with ExitStack() as opened, shelf_faults(self._shelf.path):
            drive_state = _StateFile(os.path.join(self._shelf.path, DRIVE_STATE))
            opened.callback(drive_state.close)
            loaded = drive_state.read().get("loaded")
            if not isinstance(loaded, str):
                raise NoMedium(f"no medium in drive {self._name}")
            content = self._shelf.content(loaded)
            medium_state = _StateFile(os.path.join(os.path.dirname(content), MEDIUM_STATE))
            opened.callback(medium_state.close)
            root = os.open(content, FOLDER_FLAGS)
            opened.callback(os.close, root)
            medium = EmulatedMedium(loaded, root, drive_state, medium_state)
            opened.pop_all()
            return medium


class _StateFile:
    """A state file that was opened: replaced since then when its link count is 0, which is cheap to ask."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor = -1
        self.reopen()

    def reopen(self) -> None:
        """A missing file reads as an empty state."""
        self.close()
        try:
            self._descriptor = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            self._descriptor = -1

    def is_replaced(self) -> bool:
        return self._descriptor < 0 or os.fstat(self._descriptor).st_nlink == 0

    def read(self) -> dict[str, object]:
        if self._descriptor < 0:
            return {}
        return dict(parse_state(self._path, os.pread(self._descriptor, STATE_LIMIT, 0)))

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class EmulatedMedium(FolderMedium):
    """The medium of one turn of the drive."""

    def __init__(self, name: str, root: int, drive_state: _StateFile, medium_state: _StateFile) -> None:
        super().__init__(root)
        self.name_hint = name
        self._drive_state = drive_state
        self._medium_state = medium_state
        self._turn = drive_state.read().get("turn")
        self._look = threading.Lock()  # files are read back by several threads at once
        self._is_lost = False
        self._used: int | None = None
        self._read_medium_state()

    def room(self) -> Room:
        """The shelf's own disk may hold less than the medium claims to."""
        self.check_cheaply()
        with medium_faults():
            below = os.fstatvfs(self._root)
            left = max(0, self._capacity - self._count_used())
        return Room(self._capacity, min(left, below.f_bavail * below.f_frsize), block=1, slack=0)

    def is_write_protected(self) -> bool:
        self.check_cheaply()
        return self._protected

    def check_cheaply(self) -> None:
        if self._root < 0:  # a look would open the state files anew, and nobody would close them
            raise MediumLost(f"the medium {self.name_hint} is no longer open")
        with self._look, medium_faults():
            if self._drive_state.is_replaced():
                self._look_into_drive()
            if self._medium_state.is_replaced():
                self._medium_state.reopen()
                self._read_medium_state()
        if self._is_lost:
            raise MediumLost(f"the medium {self.name_hint} was taken out of the drive")

    def prepare_write(self) -> None:
        self.check_cheaply()
        if self._protected:
            raise WriteProtected(f"the medium {self.name_hint} is write-protected")

    def grant(self, wanted: int) -> int:
        used = self._count_used()
        granted = max(0, min(wanted, self._capacity - used))
        self._used = used + granted
        return granted

    def forget_sizes(self) -> None:
        self._used = None

    def close(self) -> None:
        super().close()
        self._drive_state.close()
        self._medium_state.close()

    def _look_into_drive(self) -> None:
        """Once lost, always lost: put back, it is another turn."""
        self._drive_state.reopen()
        state = self._drive_state.read()
        if state.get("loaded") != self.name_hint or state.get("turn") != self._turn:
            self._is_lost = True

    def _read_medium_state(self) -> None:
        state = self._medium_state.read()
        self._capacity = whole_number(state, "capacity")
        self._protected = state.get("write_protected") is True

    def _count_used(self) -> int:
        if self._used is None:
            self._used = sum_of_sizes(self._root)
        return self._used
