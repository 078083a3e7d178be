"""The emulated drive's shelf: media as folders, what is in the drive, and people's hands on both.

Each medium lies in media/<name>: medium.json (capacity, write protection) and content/. drive.json says which
is in the drive, and its turn counts every insertion, so that a medium taken out and put back is noticed.
State files are replaced whole under a kernel lock on the file "lock"; readers need none.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from mmbackup.engine.errors import MediumError
from mmbackup.engine.format.names import medium_name
from mmbackup.engine.media.tree import FOLDER_FLAGS, sum_of_sizes

STATE_LIMIT = 4096
DRIVE_STATE = "drive.json"
MEDIUM_STATE = "medium.json"


@dataclass(frozen=True, slots=True)
class ShelfMedium:
    """Bytes. used is counted over the sizes of all files on the medium."""

    name: str
    capacity: int
    used: int
    write_protected: bool
    loaded: bool


class Shelf:
    """Every call may be made while an engine works with the drive; it sees the change at its next call."""

    def __init__(self, path: str) -> None:
        self.path = path

    def media(self) -> list[ShelfMedium]:
        loaded = self.loaded()
        with shelf_faults(self.path):
            return [self._look(name, loaded) for name in self._names()]

    def loaded(self) -> str | None:
        """The name of the medium in the drive."""
        with shelf_faults(self.path):
            name = self._drive_state().get("loaded")
        return name if isinstance(name, str) else None

    def turn(self) -> str | None:
        """What is in the drive, and since which turn; None when it is empty. It differs after each change."""
        with shelf_faults(self.path):
            state = self._drive_state()
        loaded = state.get("loaded")
        return f"{loaded} {whole_number(state, 'turn')}" if isinstance(loaded, str) else None

    def content(self, name: str) -> str:
        """The folder that holds what lies on a medium."""
        return os.path.join(self._folder(name), "content")

    def add(self, name: str, capacity: int) -> None:
        """A blank medium."""
        medium_name(name)
        if capacity <= 0:
            raise MediumError("a medium's capacity is more than 0 bytes")
        with self._locked():
            if name in self._names():
                raise MediumError(f"there is already a medium {name} on the shelf")
            _write_medium(self._folder(name), capacity)

    def insert(self, name: str) -> None:
        with self._locked():
            loaded = self.loaded()
            if loaded is not None:
                raise MediumError(f"the drive already holds {loaded}; eject it first")
            self._check_known(name)
            self._turn(name)

    def eject(self, turn: str | None = None) -> None:
        """An empty drive stays empty. With a turn, that one alone is ended: MediumError in another."""
        with self._locked():
            present = self.turn()
            if turn not in (None, present) and present is not None:
                raise MediumError("the medium in the drive was changed meanwhile; it is not ejected")
            if present is not None:
                self._turn(None)

    def protect(self, name: str, on: bool) -> None:
        """Slide the tab of a medium, in the drive or out of it."""
        with self._locked():
            self._check_known(name)
            state = read_state(os.path.join(self._folder(name), MEDIUM_STATE))
            _write_state(self._folder(name), MEDIUM_STATE, {**state, "write_protected": on})

    def _turn(self, name: str | None) -> None:
        turn = whole_number(self._drive_state(), "turn") + 1
        _write_state(self.path, DRIVE_STATE, {"loaded": name, "turn": turn})

    def _drive_state(self) -> Mapping[str, object]:
        try:
            return read_state(os.path.join(self.path, DRIVE_STATE))
        except FileNotFoundError:
            return {}

    def _look(self, name: str, loaded: str | None) -> ShelfMedium:
        state = read_state(os.path.join(self._folder(name), MEDIUM_STATE))
        content = os.open(self.content(name), FOLDER_FLAGS)
        try:
            used = sum_of_sizes(content)
        finally:
            os.close(content)
        protected = state.get("write_protected") is True
        return ShelfMedium(name, whole_number(state, "capacity"), used, protected, name == loaded)

    def _names(self) -> list[str]:
        try:
            found = sorted(os.listdir(os.path.join(self.path, "media")))
        except FileNotFoundError:
            return []
        return [name for name in found if not name.startswith(".")]

    def _check_known(self, name: str) -> None:
        if name not in self._names():
            raise MediumError(f"there is no medium {name} on the shelf")

    def _folder(self, name: str) -> str:
        return os.path.join(self.path, "media", medium_name(name))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with shelf_faults(self.path):
            os.makedirs(os.path.join(self.path, "media"), mode=0o700, exist_ok=True)
            lock = os.open(os.path.join(self.path, "lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
            finally:
                os.close(lock)


@contextmanager
def shelf_faults(path: str) -> Iterator[None]:
    """The shelf lies on the server's own disk; a medium's own faults are told elsewhere."""
    try:
        yield
    except OSError as error:
        raise MediumError(f"the shelf {path} cannot be used: {error.strerror}") from error


def read_state(path: str) -> Mapping[str, object]:
    """MediumError when somebody else wrote it."""
    with open(path, "rb") as file:
        return parse_state(path, file.read(STATE_LIMIT))


def parse_state(path: str, text: bytes) -> Mapping[str, object]:
    try:
        state = json.loads(text)
    except ValueError as error:
        raise MediumError(f"{path} is not a state file of an emulated drive") from error
    if not isinstance(state, dict):
        raise MediumError(f"{path} is not a state file of an emulated drive")
    return state


def whole_number(state: Mapping[str, object], key: str) -> int:
    number = state.get(key, 0)
    return number if isinstance(number, int) else 0


def _write_medium(folder: str, capacity: int) -> None:
    """Made beside and renamed, so that no half-made medium is ever seen."""
    parent, name = os.path.split(folder)
    beside = os.path.join(parent, f".{name}")
    shutil.rmtree(beside, ignore_errors=True)
    os.makedirs(os.path.join(beside, "content"), mode=0o700)
    _write_state(beside, MEDIUM_STATE, {"capacity": capacity, "write_protected": False})
    os.rename(beside, folder)


def _write_state(folder: str, name: str, state: Mapping[str, object]) -> None:
    path = os.path.join(folder, name)
    with open(f"{path}.new", "w", encoding="utf-8") as file:
        json.dump(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path}.new", path)
