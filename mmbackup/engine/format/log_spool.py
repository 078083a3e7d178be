"""The parts of a growing log: ready-made text in small files, never left with half a piece of text."""

import os
import re

from mmbackup.engine.format.server_disk import server_disk

MOST_OPEN = 64
FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC


_MARK = re.compile(r"[a-z]+(-part-[0-9]{4})")


def part_mark(part: int) -> str:
    """In the names of all text that belongs to one part of a set over several media."""
    return f"-part-{part:04}"


def part_of(name: str) -> str:
    """The mark in the name; empty when the text belongs to no part."""
    found = _MARK.match(name)
    return found[1] if found else ""


def spool_folder(path: str) -> str:
    """Where the parts of the log at path lie."""
    return f"{path}.spool"


class Spool:
    """ServerDiskFull when a piece does not fit; it then leaves no trace."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.size = 0
        self._sizes: dict[str, int] = {}
        self._open: dict[str, int] = {}
        with server_disk():
            os.makedirs(folder, mode=0o700, exist_ok=True)

    def forget_part(self, mark: str) -> None:
        """What an earlier try at this part has told."""
        with server_disk():
            for name in os.listdir(self.folder):
                if part_of(name) == mark:
                    os.unlink(os.path.join(self.folder, name))

    def adopt(self, name: str) -> None:
        """Go on with a text that is there already."""
        path = os.path.join(self.folder, name)
        if os.path.exists(path):
            self._resize(name, os.path.getsize(path))

    def sync(self) -> None:
        """What was told so far outlives a power cut."""
        with server_disk():
            for name in self._sizes:
                if name != "head":  # replaced whole, and made again
                    os.fsync(self._descriptor(name))

    def append(self, name: str, text: bytes) -> None:
        with server_disk():
            self._write(name, text)
        self._resize(name, self._sizes.get(name, 0) + len(text))

    def replace(self, name: str, text: bytes) -> None:
        path = os.path.join(self.folder, name)
        with server_disk():
            with open(f"{path}.new", "wb") as file:
                file.write(text)
            os.replace(f"{path}.new", path)
        self._resize(name, len(text))

    def _resize(self, name: str, size: int) -> None:
        self.size += size - self._sizes.get(name, 0)
        self._sizes[name] = size

    def close(self) -> None:
        while self._open:
            os.close(self._open.popitem()[1])

    def _write(self, name: str, text: bytes) -> None:
        descriptor = self._descriptor(name)
        view = memoryview(text)
        try:
            while view:
                view = view[os.write(descriptor, view) :]
        except OSError:
            os.ftruncate(descriptor, self._sizes.get(name, 0))
            raise

    def _descriptor(self, name: str) -> int:
        """Few are open at once: a site may have more sections than a process may have files."""
        if name not in self._open:
            if len(self._open) >= MOST_OPEN:
                self.close()
            self._open[name] = os.open(os.path.join(self.folder, name), FLAGS, 0o600)
        return self._open[name]
