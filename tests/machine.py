"""What the heavier tests need of a machine. Where it is missing they are skipped and say so."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

PROGRAMS = {
    "browser": ("chromium",),
    "root": ("mount", "mkfs.ext4", "mkudffs", "tar", "zstd", "dash", "busybox", "bsdtar"),
    "messaging": ("dovecot", "postfix", "slapd", "ldapsearch", "psql", "sshd", "ssh", "ip", "unshare"),
    "uml": ("linux.uml", "mkudffs"),
}


def skip_what_this_machine_lacks(items: Iterable[pytest.Item]) -> None:
    for item in items:
        for marker in PROGRAMS:
            if item.get_closest_marker(marker) and (missing := ", ".join(lacking(marker))):
                item.add_marker(pytest.mark.skip(reason=f"needs what this machine lacks: {missing}"))


@cache
def lacking(marker: str) -> tuple[str, ...]:
    return tuple(_lacking(marker))


def _lacking(marker: str) -> Iterator[str]:
    yield from (program for program in PROGRAMS[marker] if shutil.which(program, path=_path()) is None)
    if marker in ("root", "messaging"):
        if os.getuid() != 0:
            yield "root"
        elif not _can_mount():
            yield "the right to mount"
    if marker == "root" and not Path("/dev/fuse").exists():
        yield "/dev/fuse"


def _path() -> str:
    """Servers lie where not everybody looks."""
    return f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"


def _can_mount() -> bool:
    """Containers often forbid it even to root. What is mounted here nobody else sees."""
    command = ["unshare", "--mount", "mount", "--bind", "/", "/"]
    return subprocess.run(command, check=False, capture_output=True, timeout=30).returncode == 0


def what_this_kernel_lacks() -> tuple[str, ...]:
    """Markers of tests that only another kernel can run."""
    has = {
        "udf": "udf" in Path("/proc/filesystems").read_text().split(),
        "scsi": Path("/sys/bus/pseudo/drivers/scsi_debug").exists(),
    }
    return tuple(marker for marker, is_there in has.items() if not is_there)
