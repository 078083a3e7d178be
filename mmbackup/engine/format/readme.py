"""The two files that make a medium enough by itself: README.txt and restore.sh."""

import os

README_NAME = "README.txt"
RESTORE_NAME = "restore.sh"
_HERE = os.path.dirname(__file__)


def readme() -> bytes:
    """What the medium is, for a stranger in ten years."""
    return _read("README.txt")


def restore_script() -> bytes:
    """Restores with sh, tar, zstd and sha256sum alone."""
    return _read("restore.sh")


def _read(name: str) -> bytes:
    with open(os.path.join(_HERE, name), "rb") as file:
        return file.read()
