"""A world that is made once for a file is not made by each process of a session."""

import re
from pathlib import Path

from tests.together import APART, TOGETHER

TESTS = Path(__file__).parents[1]
ONCE = re.compile(r'fixture\(scope="module"')


def test_files_whose_world_is_made_once_stay_together() -> None:
    files = {path.relative_to(TESTS.parent).as_posix() for path in TESTS.rglob("test_*.py")}

    once = {file for file in files if ONCE.search((TESTS.parent / file).read_text())}

    assert len(once) > 5
    assert [file for file in sorted(once) if not file.startswith(TOGETHER + APART)] == []
    assert [group for group in TOGETHER if not any(file.startswith(group) for file in files)] == []
