"""`manage.py nightly`: the unattended backup now, in the foreground."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from mmbackup.engine.errors import BackupError
from mmbackup.engine.outcomes import Outcome
from mmbackup.management.acting_command import ActingCommand
from mmbackup.management.progress_bar import ProgressBar
from mmbackup.management.site_argument import add_site, site_meant
from mmbackup.management.stop_signals import stop_signals
from mmbackup.models import Run, Site
from mmbackup.services.reserve import make_room
from mmbackup.services.runs.request_backup import queue_by_hand
from mmbackup.services.runs.run_backup import run_backup


class Command(ActingCommand):
    help = (
        "Run the unattended backup now, in the foreground. The last line is the verdict. "
        "Exit status: 0 full, 1 failed, 2 wrong usage, 3 partial, 4 completed with errors."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        make_room()
        site = site_meant(options)
        run = self._run(site)
        if run.next_step:
            self.stdout.write(f"Next step: {run.next_step}")
        self.stdout.write(run.verdict)
        sys.exit(Outcome(run.outcome).exit_status)

    def _run(self, site: Site) -> Run:
        bar = ProgressBar()
        with stop_signals() as stopped:
            try:
                run = queue_by_hand(site=site, now=timezone.now())
            except BackupError as error:
                raise CommandError(f"{error}. {error.next_step}") from error
            try:
                return run_backup(run_id=run.pk, clock=timezone.now, listen=bar, cancelled=stopped)
            finally:
                bar.finish()
