"""A backup server on a small disk that a test fills to the last byte."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from mmbackup.environment import BASE_DIR
from tests.engine.media.mounts import unmount
from tests.migrated import copied_to
from tests.waiting import wait_until

SIZE = "128m"
SET_UP = """
from pathlib import Path
from tests.builders import add_source, make_site, nothing_due
folder = Path({folder!r})
site = make_site(folder)
nothing_due(site)
script = f"touch {{folder}}/begun; while [ ! -e {{folder}}/gate ]; do sleep 0.1; done; echo open"
server = site.servers.get()
add_source(server, "enabled-features", kind="command", argv=["sh", "-c", script], output="list.txt")
"""


@contextmanager
def small_disk(at: Path) -> Iterator[Path]:
    at.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(at)], check=True, timeout=30)
    try:
        yield at
    finally:
        unmount(at)


class Server:
    """The product with its own data folder and database, used from the shell as a person would."""

    def __init__(self, folder: Path, *, data_dir: Path, database: Path, disk: Path) -> None:
        self._folder = folder
        self._database = database
        self._hog = disk / "hog"
        data_dir.mkdir(exist_ok=True)
        database.parent.mkdir(exist_ok=True)
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "mmbackup.settings",
            "MMBACKUP_DATA_DIR": str(data_dir),
            "DATABASE_URL": f"sqlite:///{database}",
        }
        if not copied_to(str(database)):
            self.manage("migrate", "--verbosity", "0")
        self.manage("shell", "--no-imports", "--command", SET_UP.format(folder=str(folder)))
        self.manage("watchdog", "--once")  # makes the reserve

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            self._command(*arguments), check=False, timeout=300, cwd=BASE_DIR, env=self._environment,
            capture_output=True, text=True,
        )  # fmt: skip
        sys.stdout.write(f"$ {' '.join(arguments[:2])}\n{done.stdout}{done.stderr}\n")
        return done

    def a_night_whose_disk_fills_up(self) -> tuple[int, str]:
        """Exit status and last line; the disk is full from the middle of the run to its end."""
        with subprocess.Popen(
            self._command("nightly"), cwd=BASE_DIR, env=self._environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        ) as process:  # fmt: skip
            wait_until((self._folder / "begun").exists, "the run is in the middle")
            self.fill_disk()
            (self._folder / "gate").touch()
            output, _ = process.communicate(timeout=300)
        sys.stdout.write(output)
        return process.returncode, output.splitlines()[-1]

    def fill_disk(self) -> None:
        with self._hog.open("ab", buffering=0) as hog:
            for size in (1 << 20, 4096, 1):
                while _writes(hog.fileno(), bytes(size)):
                    pass

    def free_disk(self) -> None:
        self._hog.unlink()

    def status(self) -> Any:
        return json.loads(self.manage("status", "--json").stdout)

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self._database)) as connection:
            return connection.execute(query).fetchall()

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(BASE_DIR / "manage.py"), *arguments]


def _writes(descriptor: int, chunk: bytes) -> bool:
    try:
        return os.write(descriptor, chunk) == len(chunk)
    except OSError:
        return False
