"""A site with a made-up history, in the morning after its last night."""

from collections.abc import Iterator

import pytest
import time_machine

from mmbackup.models import Site
from tests.services.reports.histories import NOW, make_site


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def site(db: None) -> Site:
    return make_site()
