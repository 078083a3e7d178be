"""The product's processes as the shell starts them: broker, worker, beat, watchdog, any command."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

from django.db import connection
from redis import Redis
from redis.exceptions import RedisError

from mmbackup import environment
from mmbackup.environment import BASE_DIR, broker_socket
from tests.waiting import wait_until


class Processes:
    """Each in a session of its own, with this test's database and data folder; ended with the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[tuple[str, subprocess.Popen[bytes], IO[bytes]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for started, process, output in reversed(self._started):
            self.kill_all(process)
            output.close()
            sys.stdout.write(f"--- {started}\n{self.output(process)}\n")  # shown when the test fails

    def manage(self, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
        return self.start(arguments[0], [str(BASE_DIR / "manage.py"), *arguments], variables)

    def worker(self, **variables: str) -> subprocess.Popen[bytes]:
        arguments = ["-m", "celery", "-A", "mmbackup.celery", "worker", "--pool", "threads"]
        rest = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
        return self.start("worker", [*arguments, *rest], variables)

    def beat(self, **variables: str) -> subprocess.Popen[bytes]:
        arguments = ["-m", "celery", "-A", "mmbackup.celery", "beat", "--pidfile=", "--loglevel", "INFO"]
        return self.start("beat", arguments, variables)

    def broker(self) -> subprocess.Popen[bytes]:
        process = self.manage("broker")
        wait_until(broker_answers, "the broker answers")
        return process

    def start(self, name: str, arguments: list[str], variables: dict[str, str]) -> subprocess.Popen[bytes]:
        output = (self._folder / f"{name}-{len(self._started)}.out").open("wb")
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=BASE_DIR,
            env={**product_environment(), **variables},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._started.append((name, process, output))
        return process

    def output(self, process: subprocess.Popen[bytes]) -> str:
        """What it has said so far."""
        number = next(n for n, (__, other, ___) in enumerate(self._started) if other is process)
        return (self._folder / f"{self._started[number][0]}-{number}.out").read_text(errors="replace")

    def kill_all(self, process: subprocess.Popen[bytes]) -> None:
        """The process and what it started."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


def product_environment() -> dict[str, str]:
    """This test's database and data folder, with the product's own settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV_"))}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "mmbackup.settings",
        "MMBACKUP_DATA_DIR": str(environment.DATA_DIR),
        "DATABASE_URL": _database_url(),
        "PYTHONUNBUFFERED": "1",
    }


def broker_client() -> Redis:
    return Redis(unix_socket_path=str(broker_socket()))


def broker_answers() -> bool:
    with broker_client() as client:
        try:
            return bool(client.ping())
        except (RedisError, OSError):
            return False


def _database_url() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgresql://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
