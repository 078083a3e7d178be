"""What tests of operations share."""

from pathlib import Path

import pytest

from tests.engine.operations.backup.night import Night


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)
