"""Memory stays flat, however many files there are: the whole process tree, shared memory included."""

from pathlib import Path

import pytest

from bench.memory import peak_of_a_backup

LIMIT = 100_000_000  # from some 100,000 files on it is 77 MB; `make bench WHAT=memory` looks at a million


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("count", [1_000, 200_000])
def test_memory_is_flat(tmp_path: Path, count: int) -> None:
    assert peak_of_a_backup(tmp_path / "night", count) < LIMIT
