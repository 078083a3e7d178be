"""The two files that make a medium enough by itself: README.txt and restore.sh."""

import os
from functools import cache

README_NAME = "README.txt"
RESTORE_NAME = "restore.sh"
_HERE = os.path.dirname(__file__)
_SCRIPT = (
    "head",
    "sets",
    "keys",
    "parts",
    "state",
    "slices",
    "joining",
    "missing",
    "unpacking",
    "links",
    "devices",
    "restoring",
    "main",
)


@cache
def readme() -> bytes:
    """What the medium is, for a stranger in ten years."""
    return _read("README.txt")


@cache
def restore_script() -> bytes:
    """Restores with sh, tar, zstd and sha256sum alone. One file on the medium, several here."""
    return b"\n".join(_read(f"restore_script/{part}.sh") for part in _SCRIPT)


def _read(name: str) -> bytes:
    with open(os.path.join(_HERE, name), "rb") as file:
        return file.read()
