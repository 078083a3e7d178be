"""Where each file of a restore belongs: a trusted folder, and a path below it that follows no link."""

import contextlib
import os
from functools import lru_cache
from typing import NamedTuple, Protocol

from mmbackup.engine.errors import FormatError, TargetRefused
from mmbackup.engine.format.names import escape, safe_relative
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.job import InPlace, IntoFolder
from mmbackup.engine.operations.restore.outcomes import FileFault, NoPlace
from mmbackup.engine.operations.restore.takers import Takers, is_output

_NO_NAMES = {b"", b".", b".."}


class Spot(NamedTuple):
    """base is trusted, being the administrator's; folders and name are not. No name: the base itself."""

    base: bytes
    folders: tuple[bytes, ...]
    name: bytes

    @property
    def path(self) -> bytes:
        return b"/".join((self.base.rstrip(b"/"), *self.folders, self.name)).rstrip(b"/") or b"/"


class Places(Protocol):
    def spot(self, entry: IndexedFile) -> Spot:
        """FileFault if it has none; NoPlace for an output of a command, which never had one."""

    def spot_of_link(self, entry: IndexedFile) -> Spot:
        """The place of the file that a hard link is a further name of."""

    def is_brought(self, entry: IndexedFile) -> bool:
        """Its place is not where it belongs, but where it lies until it is put back."""


def places_of(target: IntoFolder | InPlace) -> Places:
    """TargetRefused when it cannot be used."""
    return _Below(target.folder) if isinstance(target, IntoFolder) else _AtHome(target)


def make_target(target: IntoFolder | InPlace) -> None:
    """A folder that is not there yet, with those above it. TargetRefused when that cannot be."""
    folder = target.folder if isinstance(target, IntoFolder) else target.outputs
    if folder:
        try:
            _make_folders(os.path.realpath(folder))
        except (OSError, ValueError) as error:
            words = os.strerror(error.errno or 0) if isinstance(error, OSError) else "its name holds a NUL"
            raise TargetRefused(f"the folder {escape(folder)} cannot be made: {words}") from error


def _make_folders(path: bytes) -> None:
    """None but us may look into what is made."""
    if os.path.isdir(path):
        return
    _make_folders(os.path.dirname(path))
    with contextlib.suppress(FileExistsError):
        os.mkdir(path, 0o700)


class _Below:
    def __init__(self, folder: bytes) -> None:
        if not folder.startswith(b"/") or b"\0" in folder:
            raise TargetRefused(f"{escape(folder)} is no folder of this server: give its whole path")
        self._base = os.path.realpath(folder)
        if os.path.lexists(self._base) and not os.path.isdir(self._base):
            raise TargetRefused(f"{escape(folder)} is there already and is no folder")

    def spot(self, entry: IndexedFile) -> Spot:
        return self._spot(entry.path)

    def spot_of_link(self, entry: IndexedFile) -> Spot:
        return self._spot(entry.link)

    def is_brought(self, entry: IndexedFile) -> bool:  # noqa: ARG002 - Places
        return False

    def _spot(self, path: bytes) -> Spot:
        folder, _, name = path.rpartition(b"/")
        if not folder or name in _NO_NAMES or b"\0" in name:
            *folders, name = _parts(path)
            return Spot(self._base, tuple(folders), name)
        return Spot(self._base, _folders(folder), name)


class _AtHome:
    def __init__(self, target: InPlace) -> None:
        self._roots = {server: [_Root(root) for root in of_it] for server, of_it in target.roots.items()}
        self._takers = Takers(target.takers)
        self._outputs = target.outputs

    def is_brought(self, entry: IndexedFile) -> bool:
        return bool(self._outputs) and self._takers.takes(entry)

    def spot(self, entry: IndexedFile) -> Spot:
        if self.is_brought(entry):
            *folders, name = _parts(entry.path)
            return Spot(self._outputs, tuple(folders), name)
        return self._spot(entry, entry.path)

    def spot_of_link(self, entry: IndexedFile) -> Spot:
        return self._spot(entry, entry.link)

    def _spot(self, entry: IndexedFile, path: bytes) -> Spot:
        below = b"/".join(_parts(path))
        prefix = os.fsencode(entry.server.replace("/", "_")) + b"/"
        if not below.startswith(prefix):
            raise FileFault("its name in the backup is not of its server")
        below = below[len(prefix) :]
        for root in self._roots.get(entry.server, ()):
            if (spot := root.spot(b"/" + below)) is not None:
                return spot
        if is_output(entry):
            raise NoPlace
        raise FileFault("it lies outside of what is saved from its server; restore it to a folder")


class _Root:
    """One that is missing is made again when something is to be put into it."""

    def __init__(self, root: bytes) -> None:
        self._path = os.path.normpath(root)
        self._folder: bytes | None = None

    def spot(self, path: bytes) -> Spot | None:
        if path == self._path:
            return self._itself()
        if not path.startswith(self._path.rstrip(b"/") + b"/"):
            return None
        *folders, name = path[len(self._path.rstrip(b"/")) + 1 :].split(b"/")
        if self._folder is None:
            self._folder = os.path.realpath(self._path)
        return Spot(self._folder, tuple(folders), name)

    def _itself(self) -> Spot:
        if os.path.isdir(self._path):
            return Spot(os.path.realpath(self._path), (), b"")
        folder, name = os.path.split(self._path)
        return Spot(os.path.realpath(folder), (), name)


@lru_cache(maxsize=8192)
def _folders(path: bytes) -> tuple[bytes, ...]:
    return tuple(_parts(path))


def _parts(path: bytes) -> list[bytes]:
    try:
        return safe_relative(path).split(b"/")
    except FormatError as error:
        raise FileFault(str(error)) from error
