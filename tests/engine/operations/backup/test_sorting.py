"""Entries come out in order, however many runs they took, and leave nothing behind."""

import random
from pathlib import Path

from mmbackup.engine.operations.backup.sorting import Sorter
from mmbackup.engine.sources.entry import Entry


def entries(count: int) -> list[Entry]:
    source = random.Random(1)
    return [(0, -source.randrange(10**18), 1, number, b"%d" % number, 0, 1, 0) for number in range(count)]


def test_many_runs_are_merged(tmp_path: Path) -> None:
    all_of_them = entries(5_000)
    sorter = Sorter(str(tmp_path / "run"), run=700)

    for start in range(0, 5_000, 90):
        sorter.add(all_of_them[start : start + 90])
    assert len(list(tmp_path.iterdir())) > 5

    assert list(sorter.merged()) == sorted(all_of_them)
    assert list(tmp_path.iterdir()) == []
    assert sorter.count == 5_000


def test_few_need_no_file(tmp_path: Path) -> None:
    sorter = Sorter(str(tmp_path / "run"))
    sorter.add(entries(100))

    assert list(sorter.merged()) == sorted(entries(100))
    assert list(tmp_path.iterdir()) == []
