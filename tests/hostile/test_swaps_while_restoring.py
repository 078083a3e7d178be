"""Somebody swaps folders for links while a restore is under way: nothing ever lands outside of the target."""

import contextlib
import os
import threading
from pathlib import Path
from typing import Self

import pytest

from mmbackup.engine.format import archive
from mmbackup.engine.operations.restore.job import Existing
from tests.engine.format.trees import facts
from tests.hostile.evil_set import EvilSet
from tests.hostile.restoring import Bay

FOLDERS, FILES = 140, 3  # more folders than are kept open: each is opened anew for each of its files


class Swapper:
    """Replaces folders below the target by links out of it, and back, as fast as it can."""

    def __init__(self, bay: Bay) -> None:
        self._bay = bay
        self._is_over = False
        self.swaps = 0
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over:
            for number in range(FOLDERS):
                with contextlib.suppress(OSError):
                    self._swap(self._bay.target / f"MSS1/folder {number}")

    def _swap(self, folder: Path) -> None:
        aside = folder.with_name(f"{folder.name} aside")
        os.rename(folder, aside)
        os.symlink(self._bay.outside, folder)
        self.swaps += 1
        os.unlink(folder)
        os.rename(aside, folder)


@pytest.mark.parametrize("existing", [Existing.KEEP, Existing.REPLACE])
def test_links_that_come_and_go_lead_nowhere(tmp_path: Path, existing: Existing) -> None:
    bay, evil = Bay(tmp_path), EvilSet()
    for number in range(FOLDERS * FILES):
        name = b"MSS1/folder %d/%d" % (number % FOLDERS, number)
        evil.add(name, b"content of %d" % number, xattrs=((b"user.a", b"b"),))
        evil.add(name + b" link", kind=archive.SYMLINK, link=b"x")
        evil.add(name + b" further", kind=archive.HARD_LINK, link=name)
    for number in range(FOLDERS):
        evil.add(b"MSS1/folder %d/" % number, kind=archive.FOLDER, mode=0o777)
        (bay.target / f"MSS1/folder {number}").mkdir(parents=True)
    around = facts(bay.outside)
    bay.insert(evil)
    bay.plan(evil)

    with Swapper(bay) as swapper:
        came = bay.restore(existing=existing)

    assert swapper.swaps > FOLDERS
    assert came.step.result is not None
    assert facts(bay.outside) == around
