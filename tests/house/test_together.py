"""A world that is made once for a file is not made by each process of a session."""

import re
from pathlib import Path

import pytest

from tests.together import APART, TOGETHER, longest_first

TESTS = Path(__file__).parents[1]
ONCE = re.compile(r'fixture\(scope="module"')


def test_files_whose_world_is_made_once_stay_together() -> None:
    files = {path.relative_to(TESTS.parent).as_posix() for path in TESTS.rglob("test_*.py")}

    once = {file for file in files if ONCE.search((TESTS.parent / file).read_text())}

    assert len(once) > 5
    assert [file for file in sorted(once) if not file.startswith(TOGETHER + APART)] == []
    assert [group for group in TOGETHER if not any(file.startswith(group) for file in files)] == []


def test_what_may_take_longest_begins_first(request: pytest.FixtureRequest) -> None:
    items: list[pytest.Item] = [
        pytest.Function.from_parent(request.node.parent, name=request.node.name) for _ in range(3)
    ]
    quick, long, longer = items
    long.add_marker(pytest.mark.timeout(600))
    longer.add_marker(pytest.mark.timeout(1800.0))

    longest_first(items)

    assert items == [longer, long, quick]
