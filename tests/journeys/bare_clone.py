"""A bare clone in a folder of its own, and `make run` in it, as whoever is asked for."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from mmbackup.environment import BASE_DIR
from tests.alive import command_of
from tests.ports import free_port
from tests.waiting import wait_until

NOT_IN_A_CLONE = (".venv", "var", "__pycache__", ".git", ".*_cache", ".coverage*", ".hypothesis")
INSTALLED_BY = 900.0  # seconds, with all packages to fetch
ENDED_BY = 180.0  # seconds


def clone_into(folder: Path, owner: int) -> None:
    """What lies in the repository and no more, in a folder with a space in its name."""
    shutil.copytree(BASE_DIR, folder, ignore=shutil.ignore_patterns(*NOT_IN_A_CLONE), symlinks=True)
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, owner, owner)


class Clone:
    """A clone's folder, and who works in it."""

    def __init__(self, folder: Path, user: int) -> None:
        self.folder = folder
        self.port = free_port()
        self._user, self._home = user, folder.parent
        self._output = self._home / "output.txt"

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        with self._output.open("wb") as output:
            make = self._make_run(output)
        try:
            yield make
        finally:
            for number in self.processes():
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            make.wait()

    def start_a_second(self) -> str:
        """What it says when one runs already."""
        make = self._make_run(subprocess.PIPE)
        said, _ = make.communicate(timeout=ENDED_BY)
        assert make.returncode != 0
        return said.decode()

    def _make_run(self, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["make", "run", f"PORT={self.port}"],
            cwd=self.folder,
            env=self._environment(),
            **as_user(self._user),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that a signal to the group is what a terminal's Ctrl-C is
        )

    def said(self) -> str:
        return self._output.read_text()

    def wait_for(self, text: str) -> None:
        wait_until(lambda: self._has_said(text), f"make run has said {text!r}", INSTALLED_BY)

    def _has_said(self, text: str) -> bool:
        said = self.said()
        assert text in said or self.processes(), said
        return text in said

    def password(self) -> str:
        found = re.search(r"admin, password (\S+)", self.said())
        assert found, self.said()
        return found[1]

    def keeper(self) -> int:
        """The process that keeps all others."""
        return next(number for number in self.processes() if b"manage.py\0up\0" in command_of(number))

    def processes(self) -> list[int]:
        """All that work in the clone's folder."""
        numbers = [int(name) for name in os.listdir("/proc") if name.isdecimal()]
        return [number for number in numbers if _works_in(number, self.folder)]

    def wait_for_the_end(self) -> None:
        wait_until(lambda: not self.processes(), "no process is left", ENDED_BY)

    def _environment(self) -> dict[str, str]:
        """No more than a fresh log-in has, but for where packages come from."""
        kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_"))}
        path = "/usr/local/bin:/usr/bin:/bin"
        return {**kept, "HOME": str(self._home), "PATH": path, "LANG": "C.UTF-8"}


def as_user(user: int) -> dict[str, Any]:
    """What makes a process another user's; only root may."""
    return {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}


def _works_in(number: int, folder: Path) -> bool:
    """A process that has ended meanwhile does not."""
    try:
        return os.readlink(f"/proc/{number}/cwd") == str(folder)
    except OSError:
        return False
