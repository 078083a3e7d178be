"""Whether a file is a whole hive of Windows' registry, by its base block: the first 4 KiB."""

import functools
import operator
import os
import struct

from mmbackup.engine.errors import CommandFailed

BASE_BLOCK = 4096
_SUMMED = 508
_LENGTH_AT = 40  # of all that stands behind the base block
_MINUS_ONE = 0xFFFFFFFF


def check_hive(path: str) -> None:
    """CommandFailed when it is none, or shorter than it says itself."""
    with open(path, "rb") as file:
        block = file.read(BASE_BLOCK)
        size = os.fstat(file.fileno()).st_size
    if not block.startswith(b"regf"):
        raise CommandFailed("it is no hive of a registry: it does not begin with regf")
    if len(block) < BASE_BLOCK:
        raise CommandFailed(f"the hive is cut: {size:,} bytes are no base block of {BASE_BLOCK:,}")
    if checksum(block) != struct.unpack_from("<I", block, _SUMMED)[0]:
        raise CommandFailed("the hive's base block is damaged: its checksum is another one")
    whole = BASE_BLOCK + struct.unpack_from("<I", block, _LENGTH_AT)[0]
    if size < whole:
        raise CommandFailed(f"the hive is cut: it holds {size:,} bytes of {whole:,}")


def checksum(block: bytes) -> int:
    """Its words up to there, exclusively or'ed; 0 and -1 are told as 1 and -2."""
    words: tuple[int, ...] = struct.unpack_from(f"<{_SUMMED // 4}I", block)
    found = functools.reduce(operator.xor, words)
    return {0: 1, _MINUS_ONE: _MINUS_ONE - 1}.get(found, found)
