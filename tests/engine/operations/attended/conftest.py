"""What tests of the attended backup share."""

from pathlib import Path

import pytest

from tests.engine.operations.attended.several import Several


@pytest.fixture
def several(tmp_path: Path) -> Several:
    return Several(tmp_path)
