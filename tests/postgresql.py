"""A real PostgreSQL for a test session: one cluster in a temporary folder, shared by all its processes."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.ports import free_port

URL_VARIABLE = "MMBACKUP_TEST_POSTGRESQL_URL"


def postgresql_url() -> str:
    """Started by the first process that asks; its children inherit the address."""
    if URL_VARIABLE not in os.environ:
        os.environ[URL_VARIABLE] = _start()
    return os.environ[URL_VARIABLE]


def _start() -> str:
    folder = Path(tempfile.mkdtemp(prefix="mmbackup-pg-"))
    programs = _programs()
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    cluster, port = folder / "cluster", free_port()
    _run(
        programs / "initdb",
        "-D",
        cluster,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C",
    )
    options = (
        f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    )
    _run(programs / "pg_ctl", "-D", cluster, "-o", options, "-w", "-l", folder / "server.log", "start")
    atexit.register(_stop, programs, folder, os.getpid())
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def _stop(programs: Path, folder: Path, owner: int) -> None:
    if os.getpid() == owner:
        _run(programs / "pg_ctl", "-D", folder / "cluster", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = shutil.which("initdb")
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found is None and not candidates:
        raise RuntimeError("PostgreSQL is not installed (Debian: apt install postgresql)")
    return Path(found or candidates[-1]).parent


def _run(*arguments: object) -> None:
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*prefix, *map(str, arguments)], cwd="/", check=False, timeout=150, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} failed: {done.stdout}{done.stderr}")
