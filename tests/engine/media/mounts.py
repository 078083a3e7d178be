"""Real file systems on loop devices for tests, and what can happen to them."""

import fcntl
import os
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

EXT4_IOC_SHUTDOWN = 0x8004587D
WITHOUT_LOG_FLUSH = 2

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def make_ext4(image: Path, size: int, *options: str) -> Path:
    with image.open("wb") as file:
        file.truncate(size)
    run("mkfs.ext4", "-q", "-F", "-m", "0", "-O", "^has_journal", *options, str(image))
    return image


def make_udf(image: Path, size: int, *options: str) -> Path:
    with image.open("wb") as file:
        file.truncate(size)
    run("mkudffs", "--utf8", "--udfrev=2.01", *options, str(image))
    return image


@contextmanager
def mounted(image: Path, at: Path, options: str = "loop") -> Iterator[Path]:
    at.mkdir(exist_ok=True)
    run("mount", "-o", options, str(image), str(at))
    try:
        yield at
    finally:
        unmount(at)


def unmount(at: Path) -> None:
    """Lazily, whoever still uses it; nothing mounted there is fine."""
    subprocess.run(["umount", "-l", str(at)], check=False, capture_output=True, timeout=60)


def break_device(at: Path) -> None:
    """From here on every read and write of an ext4 fails with EIO, as if the disk was pulled."""
    descriptor = os.open(at, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, EXT4_IOC_SHUTDOWN, struct.pack("I", WITHOUT_LOG_FLUSH))
    finally:
        os.close(descriptor)
