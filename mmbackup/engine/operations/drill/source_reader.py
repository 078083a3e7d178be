"""The process that reads sources for a drill: one that hangs in a dead mount is killed, and left.

Names come on standard input, each with a NUL behind it; for each a line goes out: size, time and SHA-256 of
the file, or nothing but a dash where there is no regular file that stays as it is.
"""

import hashlib
import os
import stat
import sys

from mmbackup.engine.operations.drill.asking import names_asked
from mmbackup.engine.sources.opening import has_changed

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_CHUNK = 1 << 20


def answer(path: bytes) -> str:
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError:
        return "-"
    with open(descriptor, "rb", buffering=0) as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            return "-"
        digest = hashlib.sha256()
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        after = os.fstat(descriptor)
    return (
        "-" if has_changed(before, after) else f"{before.st_size} {before.st_mtime_ns} {digest.hexdigest()}"
    )


if __name__ == "__main__":
    for each in names_asked():
        sys.stdout.write(f"{answer(each)}\n")
        sys.stdout.flush()
