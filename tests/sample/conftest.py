"""The sample, made once for all tests of this folder."""

from pathlib import Path

import pytest

from mmbackup.sample.making import make_sample


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "made"
    make_sample(str(folder))
    return folder
