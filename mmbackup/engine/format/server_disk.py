"""Errors of the backup server's own disk, as one plain error."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from mmbackup.engine.errors import ServerDiskFull


@contextmanager
def server_disk() -> Iterator[None]:
    """For blocks that write to the server's own disk and nowhere else."""
    try:
        yield
    except OSError as error:
        words = os.strerror(error.errno or 0)
        raise ServerDiskFull(f"the backup server's own disk cannot be written: {words}") from error
