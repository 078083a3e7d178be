"""What tests of mail queues share."""

from pathlib import Path

import pytest

from tests.engine.operations.backup.night import Night
from tests.engine.operations.restore.restores import Restores


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


@pytest.fixture
def restores(night: Night) -> Restores:
    return Restores(night)
