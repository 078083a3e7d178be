"""The machine's own disk, whose plug nobody pulls: what a test wrote there need not be on it when it ends."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def not_waited_for() -> Iterator[None]:
    """Disks and discs of the tests' own, mounted elsewhere, are waited for as ever, and may fail."""
    own, wait = os.stat(tempfile.gettempdir()).st_dev, os.fsync

    def fsync(descriptor: int) -> None:
        if os.fstat(descriptor).st_dev != own:
            wait(descriptor)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        yield
