import pytest

from tests.engine.operations.backup.night import Night
from tests.engine.operations.restore.restores import Restores


@pytest.fixture
def restores(night: Night) -> Restores:
    return Restores(night)
