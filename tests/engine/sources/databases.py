"""Real MariaDB and Redis servers for tests, each in a folder of its own."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.waiting import wait_until

ROWS = 300
DEADLINE = 60  # seconds, for a busy machine


@contextmanager
def mariadb(folder: Path) -> Iterator[Path]:
    """The client's options file; a database "voice mail" of one table."""
    if shutil.which("mariadbd", path="/usr/sbin:/usr/bin") is None:
        pytest.skip("needs what this machine lacks: MariaDB")
    data, socket = folder / "data", folder / "socket"
    folder.mkdir(mode=0o755)
    install = ["mariadb-install-db", "--no-defaults", "--user=root", f"--datadir={data}", "--skip-test-db"]
    subprocess.run([*install, "--auth-root-authentication-method=normal"], check=True, capture_output=True)
    argv = ["/usr/sbin/mariadbd", "--no-defaults", "--user=root", f"--datadir={data}", f"--socket={socket}"]
    argv += ["--skip-networking", f"--pid-file={folder}/pid", "--innodb-flush-log-at-trx-commit=0"]
    process = subprocess.Popen(argv, stderr=subprocess.DEVNULL)
    options = folder / "client.cnf"
    options.write_text(f"[client]\nsocket={socket}\nuser=root\n")
    client = ["mariadb", f"--defaults-file={options}"]
    try:
        wait_until(lambda: not _status(*client, "-e", "SELECT 1"), "MariaDB answers")
        subprocess.run([*client, "-e", _table()], check=True)
        yield options
    finally:
        process.terminate()
        process.wait(DEADLINE)


@contextmanager
def redis(folder: Path, rows: int = ROWS) -> Iterator[Path]:
    """Its socket; with some keys and a password, which lies beside it in "password"."""
    if shutil.which("redis-server") is None:
        pytest.skip("needs what this machine lacks: Redis")
    folder.mkdir(exist_ok=True)
    socket = folder / "socket"
    (folder / "password").write_text("secret")
    argv = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--dir", str(folder), "--save", ""]
    process = subprocess.Popen([*argv, "--requirepass", "secret"], stdout=subprocess.DEVNULL)
    client = ["redis-cli", "-s", str(socket), "-a", "secret", "--no-auth-warning"]
    try:
        wait_until(lambda: _said(*client, "PING") == b"PONG\n", "Redis answers")
        commands = "".join(f"SET box:{number} {number}\n" for number in range(rows))
        subprocess.run(client, input=commands.encode(), check=True, capture_output=True)
        yield socket
    finally:
        process.terminate()
        process.wait(DEADLINE)


def _table() -> str:
    rows = ",".join(f"({number}, 'name {number}')" for number in range(ROWS))
    made = (
        "CREATE DATABASE `voice mail`; USE `voice mail`; CREATE TABLE box (n INT, name TEXT) ENGINE=InnoDB;"
    )
    return f"{made} INSERT INTO box VALUES {rows}"  # noqa: S608 - our own numbers


def _status(*argv: str) -> int:
    return subprocess.run(argv, check=False, capture_output=True).returncode


def _said(*argv: str) -> bytes:
    return subprocess.run(argv, check=False, capture_output=True).stdout
