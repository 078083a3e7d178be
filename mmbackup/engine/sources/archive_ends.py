"""Whether a file can be a whole tar archive, by both its ends: what lies between them may be large."""

import os

from mmbackup.engine.errors import CommandFailed

_BLOCK = 512
_MAGIC, _MAGIC_AT = b"ustar", 257
_END = bytes(2 * _BLOCK)


def check_archive(path: str) -> None:
    """CommandFailed when it does not begin or end as one, or its length is not one of whole blocks."""
    with open(path, "rb") as file:
        first = file.read(_BLOCK)
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - len(_END)))
        last = file.read(len(_END))
    if not first.startswith(_MAGIC, _MAGIC_AT):
        raise CommandFailed("it is no archive")
    if size % _BLOCK or last != _END:
        raise CommandFailed(f"the archive is cut or was changed on its way: {size:,} bytes of it came")
