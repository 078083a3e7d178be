"""What each messaging server of these tests is: started by hand, asked whether it answers, stopped, wiped."""

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path

from tests.waiting import wait_until

SECONDS = 100  # a deadline for a busy machine


class Server(ABC):
    """All that it has lies below its folder, which any of its users may enter."""

    data: tuple[Path, ...]  # what a loss of its disk would take
    program: subprocess.Popen[bytes] | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o755)
        self.log = folder / "log"

    @abstractmethod
    def command(self) -> list[str]:
        """It stays in the foreground."""

    @abstractmethod
    def answers(self) -> bool:
        """As a client would ask it."""

    def start(self) -> None:
        with self.log.open("ab") as log:
            argv = ["setpriv", "--pdeathsig", "TERM", "--", *self.command()]  # it does not outlive the tests
            self.program = subprocess.Popen(argv, stdout=log, stderr=log, start_new_session=True, cwd="/")
        wait_until(self._answers_or_died, f"{type(self).__name__} answers", SECONDS)

    def stop(self) -> None:
        if self.program:
            self.program.terminate()
            self.program.wait(SECONDS)
            self.program = None

    def wipe(self) -> None:
        """Data and folders; only what is configured by hand stays."""
        for path in self.data:
            shutil.rmtree(path)

    def _answers_or_died(self) -> bool:
        assert self.program
        assert self.program.poll() is None, self.log.read_text(errors="replace")[-2000:]
        return self.answers()


def run(*argv: object, user: str = "", stdin: bytes = b"") -> bytes:
    """What it says; an error holds all of it."""
    prefix = ["runuser", "-u", user, "--"] if user else []
    done = subprocess.run(
        [*prefix, *map(os.fspath, map(str, argv))], input=stdin, capture_output=True, check=False, cwd="/"
    )
    assert not done.returncode, f"{argv}: {done.stdout.decode()}{done.stderr.decode()}"
    return done.stdout
