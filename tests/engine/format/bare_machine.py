"""A root folder with nothing in it but a shell and the few programs that a restore needs."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

PROGRAMS = ("tar", "zstd", "sha256sum", "cat")
EVERYWHERE = (
    "chmod",
    "comm",
    "df",
    "find",
    "mkdir",
    "mv",
    "rm",
    "rmdir",
    "sed",
    "sort",
    "test",
    "touch",
    "tr",
    "wc",
)
SHELLS = ("dash", "busybox", "bash")


class BareMachine:
    def __init__(self, root: Path, shell: str, programs: tuple[str, ...] = PROGRAMS) -> None:
        self.root = root
        for folder in ("bin", "dev", "tmp", "media", "target"):
            (root / folder).mkdir(parents=True)
        os.mknod(root / "dev" / "null", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        self.install(shell, "sh")
        for program in programs:
            self.install(program, program)

    @property
    def medium(self) -> Path:
        return self.root / "media"

    @property
    def target(self) -> Path:
        return self.root / "target"

    def install_bsdtar(self) -> None:
        """In place of GNU tar, with the one locale that every system has."""
        self.install("bsdtar", "tar")
        shutil.copytree("/usr/lib/locale/C.utf8", self.root / "usr/lib/locale/C.utf8")

    def insert(self, medium: Path) -> None:
        """In place of what was in."""
        shutil.rmtree(self.medium)
        shutil.copytree(medium, self.medium, symlinks=True)

    def restore(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = ["chroot", str(self.root), "/bin/sh", "/media/restore.sh", *arguments]
        return subprocess.run(
            command,
            env={"PATH": "/bin:/usr/sbin"},  # chroot itself lies in the second, which the machine lacks
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
        )

    def install(self, program: str, name: str) -> None:
        """A program of this machine, with its libraries."""
        source = shutil.which(program)
        if source is None:
            raise FileNotFoundError(program)
        shutil.copy(os.path.realpath(source), self.root / "bin" / name)
        for library in _libraries(source):
            inside = self.root / library.lstrip("/")
            inside.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(os.path.realpath(library), inside)


def _libraries(program: str) -> list[str]:
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, timeout=60, check=False)
    return [word for word in listed.stdout.split() if word.startswith("/")]
