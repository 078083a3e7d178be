"""A file system in user space whose files hang or fail when they are read, as a dead mount's do."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engine.media.mounts import unmount
from tests.waiting import wait_until

_PROGRAM = """
import errno, stat, sys, time
import mfusepy

class Dead(mfusepy.Operations):
    use_ns = True
    def getattr(self, path, fh=None):
        mode = stat.S_IFDIR | 0o755 if path == "/" else stat.S_IFREG | 0o644
        size = 0 if path == "/" else 20_000_000
        return dict(st_mode=mode, st_nlink=1, st_size=size, st_mtime=1_700_000_000 * 10**9)
    def readdir(self, path, fh):
        if sys.argv[3] == "hangs":
            time.sleep(600)
        return [".", "..", "voice"]
    def read(self, path, size, offset, fh):
        if sys.argv[2] == "fails":
            raise mfusepy.FuseOSError(errno.EIO)
        if sys.argv[2] == "hangs" or offset > 9_000_000:
            time.sleep(600)
        return b"\\x5a" * size

mfusepy.FUSE(Dead(), sys.argv[1], foreground=True)
"""


@contextmanager
def hanging(at: Path, read: str = "works", listing: str = "works") -> Iterator[Path]:
    """Mounted at a folder of its own, with the file "voice" in it."""
    at.mkdir()
    process = subprocess.Popen([sys.executable, "-c", _PROGRAM, str(at), read, listing])
    try:
        wait_until(lambda: os.path.ismount(at), "it is mounted")
        yield at
    finally:
        process.kill()
        process.wait()
        unmount(at)
