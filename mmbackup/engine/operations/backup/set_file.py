"""Writes one file of a set, and takes its sum on the way."""

import hashlib
from collections.abc import Callable

from mmbackup.engine.format.set_account import SetFile
from mmbackup.engine.media.port import Medium

Copy = Callable[[Callable[[bytes], None]], None]


def write_file(medium: Medium, folder: str, name: str, copy: Copy) -> SetFile:
    """Durable; copy is given what writes a chunk."""
    file = medium.create(f"{folder}/{name}")
    digest = hashlib.sha256()
    size = 0

    def write_chunk(chunk: bytes) -> None:
        nonlocal size
        file.write(chunk)
        digest.update(chunk)
        size += len(chunk)

    try:
        copy(write_chunk)
        file.sync()
    finally:
        file.close()
    return SetFile(name, size, digest.hexdigest())
