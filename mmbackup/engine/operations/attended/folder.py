"""The folder on the server in which an attended backup waits between its parts.

state.json names everything; what it does not name counts for nothing and is cleared away. Of each part:
left-NNNN/ holds what is to be saved from that part on, manifests/ the manifests of those that are written.
listing/ keeps the commands' outputs, folders/ the folders, work/ what a part needs while it is written.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import IO

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import BackupError
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.operations.attended.shapes import State
from mmbackup.engine.operations.attended.state_text import state_of, state_text
from mmbackup.engine.operations.backup.set_file import Copy
from mmbackup.engine.operations.backup.sorting import read_entries, write_entries
from mmbackup.engine.sources.entry import Entry

_STATE = "state.json"
_WORK, _LISTING, _FOLDERS, _MANIFESTS = "work", "listing", "folders", "manifests"


_CHUNK = 1 << 20


class StateBroken(BackupError):
    next_step = "The media written so far are good. Start the attended backup again."


class Entries:
    """A sorted list on the server's disk; may be read any number of times."""

    def __init__(self, path: str) -> None:
        self._path = path

    def merged(self) -> Iterator[Entry]:
        return read_entries(self._path)

    def store(self, entries: Iterator[Entry]) -> int:
        """Durably; answer how many."""
        with server_disk():
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            with open(self._path, "wb") as file:
                count = write_entries(file, entries)
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(os.path.dirname(self._path))
        return count


class StateFolder:
    """One backup's. ServerDiskFull when the server's disk does not take it."""

    def __init__(self, path: str) -> None:
        self.path = path

    def load(self) -> State | None:
        """None before the sources were listed; StateBroken when it cannot be read."""
        try:
            with open(os.path.join(self.path, _STATE), "rb") as file:
                return state_of(file.read())
        except FileNotFoundError:
            return None
        except (OSError, LookupError, TypeError, ValueError) as error:
            raise StateBroken(f"what was kept of the attended backup cannot be read: {error}") from error

    def save(self, state: State) -> None:
        """Durable when it returns: the old or the new state, never half."""
        self._replace(_STATE, lambda write: write(state_text(state)))

    def left(self, part: int, data_type: DataType) -> Entries:
        """What is to be saved from this part on."""
        return Entries(os.path.join(self.path, f"left-{part:04}", data_type.slug))

    def folders(self, data_type: DataType) -> Entries:
        return Entries(os.path.join(self.path, _FOLDERS, data_type.slug))

    def forget_left(self, part: int) -> None:
        shutil.rmtree(os.path.join(self.path, f"left-{part:04}"), ignore_errors=True)

    def keep_manifest(self, part: int, copy: Copy) -> str:
        """Answer where the server keeps it."""
        self._replace(os.path.join(_MANIFESTS, self.manifest_name(part)), copy)
        return self._manifest(part)

    def size_of_manifest(self, part: int) -> int:
        with server_disk():
            return os.path.getsize(self._manifest(part))

    def copier(self, part: int) -> Copy:
        """Copies a part's manifest."""

        def copy(write: Callable[[bytes], None]) -> None:
            with server_disk():
                file = open(self._manifest(part), "rb")  # noqa: SIM115 - errors of write are the medium's
            with file:
                while chunk := file.read(_CHUNK):
                    write(chunk)

        return copy

    @staticmethod
    def manifest_name(part: int) -> str:
        """Of an earlier part's manifest, on the server and in each later part."""
        return f"part-{part:04}.manifest.jsonl.zst"

    def _manifest(self, part: int) -> str:
        return os.path.join(self.path, _MANIFESTS, self.manifest_name(part))

    def fresh_work(self) -> str:
        """An empty folder, for one try at a part."""
        return self._fresh(_WORK)

    def fresh_listing(self) -> str:
        """An empty folder: what commands write there stays until the backup has ended."""
        return self._fresh(_LISTING)

    def _fresh(self, name: str) -> str:
        path = os.path.join(self.path, name)
        with server_disk():
            shutil.rmtree(path, ignore_errors=True)
            os.makedirs(path, mode=0o700)
        return path

    def _replace(self, name: str, copy: Copy) -> None:
        path = os.path.join(self.path, name)
        with server_disk():
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            with open(f"{path}.new", "wb") as file:
                copy(lambda chunk: _put(file, chunk))
                file.flush()
                os.fsync(file.fileno())
            os.replace(f"{path}.new", path)
            _sync_folder(os.path.dirname(path))


def _put(file: IO[bytes], chunk: bytes) -> None:
    file.write(chunk)


def _sync_folder(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
