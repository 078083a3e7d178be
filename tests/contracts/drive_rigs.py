"""One rig for each kind of drive: a real medium of a known size, and people's hands on it."""

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from mmbackup.engine.errors import MediumLost
from mmbackup.engine.media.block.medium import BlockMedium
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.port import Drive, DriveSpec, Medium
from mmbackup.engine.media.registry import open_drive
from tests.engine.media.block_devices import Slot
from tests.engine.media.mounts import break_device, make_ext4, make_udf, needs_root, run, unmount
from tests.faults.nights import faulty_mount

SIZE = 16 << 20


class Rig(ABC):
    """A drive with the medium A in it; B waits beside it."""

    spec: DriveSpec
    odd_name = b"a\xff"  # a name that is no text, where the file system takes such

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


class FuseRig(DirectoryRig):
    """The same, but for a program in between that answers each call, and fails on command."""

    def __init__(self, tmp_path: Path) -> None:
        self.control = tmp_path / "control"
        self.control.touch()
        self.below = tmp_path / "below"
        self.below.mkdir()
        self._held = ExitStack()
        super().__init__(tmp_path)
        self.odd_name = "ä".encode()

    def take_out(self) -> None:
        self._held.close()

    def put_in(self, name: str) -> None:
        run("mount", "-o", "loop", str(self.images[name]), str(self.below))
        self._held.callback(unmount, self.below)
        self._held.enter_context(faulty_mount(self.below, self.mount_point, self.control))

    def protect(self, *, on: bool) -> None:
        self.command("protected" if on else "")

    def stop_answering(self) -> None:
        self.command("read-fails", "write-fails", "sync-fails")

    def command(self, *faults: str) -> None:
        self.control.write_text("".join(f"{fault} /\n" for fault in faults if fault))


class BlockRig(Rig):
    """A disk in a slot."""

    def __init__(self, folder: Path, file_system: str) -> None:
        self.slot = Slot(folder)
        make = make_udf if file_system == "udf" else make_ext4
        self.images = {name: make(folder / f"{name}.img", SIZE) for name in ("A", "B")}
        self.odd_name = "ä".encode() if file_system == "udf" else Rig.odd_name
        settings = {"device": str(self.slot.link), "file_system": file_system}
        self.spec = DriveSpec("disk 2", "block device", "nightly", settings)
        self._medium: Medium | None = None
        self.put_in("A")

    @property
    def drive(self) -> Drive:
        return self

    def open(self) -> Medium:
        self._medium = open_drive(self.spec).open()
        return self._medium

    @property
    def folder(self) -> Path:
        """By the open medium's own descriptor; else mounted for a look."""
        if isinstance(self._medium, BlockMedium):
            with suppress(MediumLost):
                self._medium.prepare_write()
                return Path(f"/proc/self/fd/{self._medium._root}")
        return self.slot.show(self.slot.folder / "shown")

    def take_out(self) -> None:
        self.slot.hide(self.slot.folder / "shown")
        self.slot.pull()

    def put_in(self, name: str) -> None:
        self.slot.plug(self.images[name])

    def protect(self, *, on: bool) -> None:
        self.slot.pull()
        self.slot.plug(self.images["A"], read_only=on)

    def stop_answering(self) -> None:
        if self.spec.settings["file_system"] == "udf":
            self.slot.cut()
        else:
            break_device(self.folder)

    def clear(self) -> None:
        self.slot.hide(self.slot.folder / "shown")
        self.slot.clear()


ROOTS = [needs_root, pytest.mark.root]
KINDS = [
    pytest.param("emulated"),
    pytest.param("directory", marks=ROOTS),
    pytest.param("directory, FUSE", marks=ROOTS),
    pytest.param("block device, ext4", marks=ROOTS),
    pytest.param("block device, udf", marks=[*ROOTS, pytest.mark.udf]),
]


@contextmanager
def rig_of(kind: str, tmp_path: Path) -> Iterator[Rig]:
    match kind:
        case "directory":
            mounted = DirectoryRig(tmp_path)
            try:
                yield mounted
            finally:
                unmount(mounted.mount_point)
        case "directory, FUSE":
            shown = FuseRig(tmp_path)
            try:
                yield shown
            finally:
                shown.take_out()
        case "block device, ext4" | "block device, udf":
            with tempfile.TemporaryDirectory() as folder:
                plugged = BlockRig(Path(folder), kind.rsplit(maxsplit=1)[-1])
                try:
                    yield plugged
                finally:
                    plugged.clear()
        case _:
            yield EmulatedRig(tmp_path)
