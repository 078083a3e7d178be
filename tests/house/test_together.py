"""A world that is made once for a file is not made by each process of a session."""

import re
from pathlib import Path

import pytest

from tests.together import APART, LONG, TOGETHER, give_time_to_long, longest_first

TESTS = Path(__file__).parents[1]
ONCE = re.compile(r'fixture\(scope="module"')


def test_files_whose_world_is_made_once_stay_together() -> None:
    files = {path.relative_to(TESTS.parent).as_posix() for path in TESTS.rglob("test_*.py")}

    once = {file for file in files if ONCE.search((TESTS.parent / file).read_text())}

    assert len(once) > 5
    assert [file for file in sorted(once) if not file.startswith(TOGETHER + APART)] == []
    assert [group for group in TOGETHER if not any(file.startswith(group) for file in files)] == []


@pytest.fixture
def items(request: pytest.FixtureRequest) -> list[pytest.Item]:
    return [pytest.Function.from_parent(request.node.parent, name=request.node.name) for _ in range(3)]


def test_what_may_take_longest_begins_first(items: list[pytest.Item]) -> None:
    quick, long, longer = items
    long.add_marker(pytest.mark.timeout(600))
    longer.add_marker(pytest.mark.timeout(1800.0))

    longest_first(items)

    assert items == [longer, long, quick]


def test_what_is_long_has_more_time_unless_it_says_how_much(items: list[pytest.Item]) -> None:
    _, long, longer = items
    long.add_marker("long")
    longer.add_marker("long")
    longer.add_marker(pytest.mark.timeout(1800))

    give_time_to_long(items)

    markers = [item.get_closest_marker("timeout") for item in items]
    assert [marker and marker.args for marker in markers] == [None, (LONG,), (1800,)]
