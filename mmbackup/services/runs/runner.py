"""Starts a run in a process of its own and waits for it.

The runner dies with the worker that started it (it asks the kernel for that, see die_with_parent.py), so a
run never outlives the one who answers for it. The worker uses Celery's thread pool: its tasks only wait, and
between a killed worker and its runner stands no further process that might survive. Two threads, so that a
night can wait for a run by hand to end.
"""

import logging
import os
import subprocess
import sys
from uuid import UUID

from django.utils import timezone

from mmbackup.environment import BASE_DIR
from mmbackup.services.runs.settle_lost_runs import settle_lost_runs

logger = logging.getLogger(__name__)


def run_in_own_process(*, run_id: UUID) -> None:
    """No time limit here: each source and each medium has its own, and a cancelled run ends by itself."""
    status = _in_own_process("run_backup", str(run_id))
    logger.info("The process of run %s ended with status %s", run_id, status)
    settle_lost_runs(now=timezone.now())


def survey_in_own_process(*, survey_id: UUID) -> None:
    """One whose process dies falls silent, and is ended by whoever asks next."""
    status = _in_own_process("run_survey", str(survey_id))
    logger.info("The process of survey %s ended with status %s", survey_id, status)


def source_test_in_own_process(*, test_id: UUID) -> None:
    """The same."""
    status = _in_own_process("run_source_test", str(test_id))
    logger.info("The process of the source's test %s ended with status %s", test_id, status)


def host_look_in_own_process(*, look_id: UUID) -> None:
    """The same."""
    status = _in_own_process("run_host_look", str(look_id))
    logger.info("The process of the look at a host %s ended with status %s", look_id, status)


def _in_own_process(command: str, number: str) -> int:
    arguments = [sys.executable, str(BASE_DIR / "manage.py"), command, number]
    return subprocess.run([*arguments, "--parent", str(os.getpid())], check=False).returncode
