"""The process of one run, started by a worker; people use `nightly`."""

import os
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser
from django.utils import timezone

from mmbackup.management.die_with_parent import die_with_parent
from mmbackup.management.product_command import ProductCommand
from mmbackup.management.stop_signals import stop_signals
from mmbackup.services.runs.run_backup import run_backup

GIVES_WAY = 10  # to people at the portal: where processors are idle, it costs a run nothing


class Command(ProductCommand):
    help = "Do one queued run, in this process. Started by a worker; use `nightly` instead."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run_id", type=UUID)
        parser.add_argument("--parent", type=int, help="process number of the worker to die with")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["parent"] is not None:
            die_with_parent(options["parent"])
            os.nice(GIVES_WAY)
        with stop_signals() as stopped:
            run_backup(run_id=options["run_id"], clock=timezone.now, cancelled=stopped)
