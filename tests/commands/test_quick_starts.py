"""What a run's own process loads: a night on a small server waits for nothing that only pages need."""

import subprocess
import sys
from uuid import uuid4

import pytest

from mmbackup.environment import BASE_DIR
from tests.processes import product_environment

ONLY_PAGES = (
    "portal.urls",
    "portal.api.api",
    "ninja",
    "reportlab",
    "segno",
    "allauth.urls",
    "apprise",
    "pysnmp",
)


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        ("run_backup", "mmbackup.services.runs.run_backup"),
        ("run_survey", "mmbackup.services.attended.do_survey"),
        ("run_source_test", "mmbackup.services.servers.do_test"),
        ("run_host_look", "mmbackup.services.discover.do_look"),
    ],
)
def test_it_loads_nothing_that_only_pages_need(db: None, command: str, needed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", str(BASE_DIR / "manage.py"), command, str(uuid4())],
        env=product_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if "|" in line}
    assert needed in loaded
    assert loaded.isdisjoint(ONLY_PAGES)
