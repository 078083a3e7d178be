"""The system's own programs for block devices: argument lists, a time limit, and words when they fail."""

import os
import shutil
import subprocess

from mmbackup.engine.errors import MediumError

PACKAGES = {
    "blkid": "util-linux",
    "wipefs": "util-linux",
    "mkfs.ext4": "e2fsprogs",
    "e2fsck": "e2fsprogs",
    "mkudffs": "udftools",
}
SYSTEM_FOLDERS = "/usr/sbin:/sbin"  # not on the path of ordinary users
MOST_WORDS = 300


def run_program(name: str, *arguments: str, limit: float, fine: tuple[int, ...] = (0,)) -> tuple[int, str]:
    """Exit status and output. MediumError when it is missing, too slow, or ends with another status."""
    try:
        done = subprocess.run(
            [_found(name), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limit,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired as error:
        raise MediumError(f"{name} did not end within {limit:.0f} seconds") from error
    except OSError as error:
        raise MediumError(f"{name} could not be started: {error.strerror}") from error
    if done.returncode not in fine:
        raise MediumError(f"{name} failed (status {done.returncode}): {_words(done.stderr + done.stdout)}")
    return done.returncode, done.stdout.decode(errors="replace")


def _found(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:{SYSTEM_FOLDERS}")
    if found is None:
        raise MediumError(f"the program {name} is missing: install the package {PACKAGES[name]}")
    return found


def _words(output: bytes) -> str:
    """In one line, and not all of it."""
    return " ".join(output.decode(errors="replace").split())[:MOST_WORDS] or "it did not say why"
