"""The Harbour Hospital with one backup on DVD-A."""

from pathlib import Path

import pytest

from mmbackup.models import Site
from tests.builders import make_site
from tests.restore_site import back_up


@pytest.fixture
def saved(transactional_db: None, own_data_folder: Path, tmp_path: Path) -> Site:
    site = make_site(tmp_path)
    back_up(site)
    return site
