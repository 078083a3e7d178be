"""A source tried out by a real worker: found where the backup runs, and ended when somebody cancels it."""

from pathlib import Path

import pytest
from django.utils import timezone

from mmbackup.environment import data_folder
from mmbackup.models import Run, SourceTest
from mmbackup.services.servers.request_test import cancel_test, request_test
from tests.builders import make_site, nothing_due, write_files
from tests.processes import Processes
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_it_would_save_is_told_and_what_hangs_is_cancelled(processes: Processes, tmp_path: Path) -> None:
    server = make_site(tmp_path).servers.get()
    nothing_due(server.site)
    write_files(tmp_path / "new", 7, 1_000)
    processes.broker()
    processes.worker()

    def tried(**values: object) -> SourceTest:
        asked = {"item": "subscribers", "name": "new", **values}
        return request_test(server=server, values=asked, source=None, by="ada", now=timezone.now())

    def is_over(test: SourceTest) -> bool:
        test.refresh_from_db()
        return test.is_over

    files = tried(kind="files", roots=[str(tmp_path / "new")])
    wait_until(lambda: is_over(files), "the files are listed")
    assert (files.state, files.files, files.size) == ("done", 7, 7_000), files.problem

    marker = tmp_path / "begun"
    hanging = tried(kind="command", argv=["sh", "-c", f"touch {marker}; exec sleep 600"], output="x")
    wait_until(marker.exists, "the command runs")
    cancel_test(test=hanging)
    wait_until(lambda: is_over(hanging), "the command is ended")
    assert hanging.ended_early == "it was cancelled"

    wait_until(lambda: not list(data_folder("spool").iterdir()), "nothing is left behind")
    assert not Run.objects.exists()
