"""Loop devices that people plug in, pull out and protect, as they do with real disks."""

import shutil
import struct
import subprocess
from pathlib import Path

from tests.engine.media.mounts import run, unmount


def attach(image: Path, *, read_only: bool = False) -> str:
    """The loop device's path."""
    options = ["-r"] if read_only else []
    command = ["losetup", *options, "-f", "--show", str(image)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.strip()


def detach(device: str) -> None:
    subprocess.run(["losetup", "-d", device], check=False, capture_output=True, timeout=60)


def partition(image: Path, count: int) -> None:
    """A DOS table of so many partitions, 10 MiB each."""
    size = (10 << 20) // 512
    entries = [struct.pack("<8sII", b"\0\0\0\0\x83\0\0\0", 2048 + at * size, size) for at in range(count)]
    with image.open("r+b") as file:
        file.seek(446)
        file.write(b"".join(entries).ljust(64, b"\0") + b"\x55\xaa")


class Slot:
    """Where a disk is plugged in: a link as udev keeps it, which leads to the disk that is there now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.link = folder / "slot"
        self.device = ""
        self._image: Path | None = None

    def plug(self, image: Path, *, read_only: bool = False) -> None:
        self._image = image
        self.device = attach(image, read_only=read_only)
        self.link.symlink_to(self.device)

    def pull(self) -> None:
        """What the disk was given so far stays on it; from here on the device answers nothing."""
        self.link.unlink()
        self.cut()
        self._detach()

    def cut(self) -> None:
        """The device stays plugged in and fails: the kernel finds nothing behind it any more."""
        assert self._image is not None
        kept = self._image.with_suffix(".kept")
        shutil.copyfile(self._image, kept)
        with self._image.open("r+b") as image:
            image.truncate(0)
        run("losetup", "-c", self.device)
        kept.replace(self._image)

    def clear(self) -> None:
        self.link.unlink(missing_ok=True)
        if self._image is not None:
            self._detach()

    def _detach(self) -> None:
        """Once: the kernel gives the device's name to the next who asks."""
        detach(self.device)
        self._image = None

    def show(self, at: Path) -> Path:
        """What lies on the disk, mounted beside the drive's own mount."""
        at.mkdir(exist_ok=True)
        if not at.is_mount():
            run("mount", str(self.device), str(at))
        return at

    def hide(self, at: Path) -> None:
        unmount(at)
