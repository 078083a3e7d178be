"""What the engine is told of a blank medium."""

import pytest

from mmbackup.models import Pool, Run, Site
from mmbackup.services.runs.backup_job import backup_job
from tests.builders import NOW


@pytest.mark.parametrize(
    ("rotation", "name"), [(Pool.Rotation.WEEKDAY, "Monday"), (Pool.Rotation.ALTERNATE, "nightly A")]
)
def test_a_blank_medium_gets_the_next_name_of_its_pool(harbour: Site, rotation: str, name: str) -> None:
    harbour.pools.update(rotation=rotation)
    drive = harbour.drives.get()
    run = Run.objects.create(site=harbour, drive=drive, trigger=Run.Trigger.HAND, queued_at=NOW)

    assert backup_job(run=run, drive=drive).blank_name == name
