"""One rig for each kind of drive: a real medium of a known size, and people's hands on it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.port import Drive, DriveSpec
from mmbackup.engine.media.registry import open_drive
from tests.engine.media.mounts import break_device, make_ext4, needs_root, run, unmount

SIZE = 16 << 20


class Rig(ABC):
    """A drive with the medium A in it; B waits beside it."""

    spec: DriveSpec

    @property
    def drive(self) -> Drive:
        return open_drive(self.spec)

    @property
    @abstractmethod
    def folder(self) -> Path:
        """Where the medium's files can be seen and planted."""

    @abstractmethod
    def take_out(self) -> None: ...

    @abstractmethod
    def put_in(self, name: str) -> None: ...

    @abstractmethod
    def protect(self, *, on: bool) -> None: ...

    @abstractmethod
    def stop_answering(self) -> None: ...


class EmulatedRig(Rig):
    def __init__(self, tmp_path: Path) -> None:
        self.shelf = Shelf(str(tmp_path / "shelf"))
        self.spec = DriveSpec("DVD-RAM 1", "emulated", "nightly", {"path": self.shelf.path})
        for name in ("A", "B"):
            self.shelf.add(name, SIZE)
        self.put_in("A")

    @property
    def folder(self) -> Path:
        return Path(self.shelf.content(self.shelf.loaded() or "A"))

    def take_out(self) -> None:
        self.shelf.eject()

    def put_in(self, name: str) -> None:
        self.shelf.insert(name)

    def protect(self, *, on: bool) -> None:
        self.shelf.protect("A", on)

    def stop_answering(self) -> None:
        self.take_out()


class DirectoryRig(Rig):
    def __init__(self, tmp_path: Path) -> None:
        self.mount_point = tmp_path / "mnt"
        self.mount_point.mkdir()
        self.images = {name: make_ext4(tmp_path / f"{name}.img", SIZE) for name in ("A", "B")}
        self.spec = DriveSpec("disk 1", "directory", "nightly", {"path": str(self.mount_point)})
        self.put_in("A")

    @property
    def folder(self) -> Path:
        return self.mount_point

    def take_out(self) -> None:
        unmount(self.mount_point)

    def put_in(self, name: str) -> None:
        run("mount", "-o", "loop", str(self.images[name]), str(self.mount_point))

    def protect(self, *, on: bool) -> None:
        run("mount", "-o", f"remount,{'ro' if on else 'rw'}", str(self.mount_point))

    def stop_answering(self) -> None:
        break_device(self.mount_point)


KINDS = [pytest.param("emulated"), pytest.param("directory", marks=[needs_root, pytest.mark.root])]


@contextmanager
def rig_of(kind: str, tmp_path: Path) -> Iterator[Rig]:
    if kind == "emulated":
        yield EmulatedRig(tmp_path)
        return
    rig = DirectoryRig(tmp_path)
    try:
        yield rig
    finally:
        unmount(rig.mount_point)
