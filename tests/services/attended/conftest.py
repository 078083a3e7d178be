"""The site of attended backups, and a run that waits for its second medium."""

from pathlib import Path

import pytest

from mmbackup.models import Run, Site
from mmbackup.services.runs.run_backup import run_backup
from tests.attended_site import clock, make_attended_site, queued_attended


@pytest.fixture
def site(transactional_db: None, own_data_folder: Path, tmp_path: Path) -> Site:
    return make_attended_site(tmp_path)


@pytest.fixture
def waiting(site: Site) -> Run:
    """M-1 is full, and out."""
    run = run_backup(run_id=queued_attended(site).pk, clock=clock)
    assert run.state == Run.State.WAITING, run.verdict
    return run
