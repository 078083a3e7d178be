"""What a command or a worker loads when it starts: nobody waits for what only pages need."""

import subprocess
import sys
from uuid import uuid4

import pytest
from django.core.management import get_commands, load_command_class

from mmbackup.environment import BASE_DIR
from tests.processes import Processes, product_environment
from tests.waiting import wait_until

ONLY_PAGES = {
    "portal.urls",
    "portal.api.api",
    "ninja",
    "reportlab",
    "segno",
    "allauth.urls",
    "apprise",
    "pysnmp",
}
OURS = sorted(name for name, app in get_commands().items() if app == "mmbackup")


def loaded_by(told: str) -> set[str]:
    """The modules in what Python tells of its imports."""
    return {line.rsplit("|", 1)[-1].strip() for line in told.splitlines() if "|" in line}


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (["run_backup", str(uuid4())], "mmbackup.services.runs.run_backup"),
        (["run_survey", str(uuid4())], "mmbackup.services.attended.do_survey"),
        (["run_source_test", str(uuid4())], "mmbackup.services.servers.do_test"),
        (["run_host_look", str(uuid4())], "mmbackup.services.discover.do_look"),
        (["status"], "mmbackup.services.morning"),
        (["log"], "mmbackup.management.site_argument"),
    ],
    ids=lambda asked: asked[0] if isinstance(asked, list) else "",
)
def test_it_loads_nothing_that_only_pages_need(
    transactional_db: None, command: list[str], needed: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", str(BASE_DIR / "manage.py"), *command],
        env=product_environment(),
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )

    loaded = loaded_by(done.stderr)
    assert needed in loaded
    assert loaded.isdisjoint(ONLY_PAGES)


@pytest.mark.parametrize("name", OURS)
def test_no_command_looks_through_all_pages_first(name: str) -> None:
    assert load_command_class("mmbackup", name).requires_system_checks == ()


@pytest.mark.night
def test_a_worker_loads_nothing_that_only_pages_need(processes: Processes) -> None:
    processes.broker()
    worker = processes.worker(PYTHONPROFILEIMPORTTIME="1")

    wait_until(lambda: " ready." in processes.output(worker), "the worker is ready")

    loaded = loaded_by(processes.output(worker))
    assert "mmbackup.services.heartbeats.live" in loaded
    assert loaded.isdisjoint(ONLY_PAGES)
