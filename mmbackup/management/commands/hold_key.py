"""The process that keeps a key in memory for one restore or import; the portal starts it, people never do."""

import os
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from mmbackup.management.product_command import ProductCommand
from mmbackup.models import Run
from mmbackup.services.drives.open_act import is_open
from mmbackup.services.keys.hold_key import hold_key
from mmbackup.services.keys.locked_page import LockedPage, forbid_dumps


class Command(ProductCommand):
    help = "Keep a secret key, given on standard input, for one run or import. Started by the portal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run_id", type=UUID)
        parser.add_argument("--parent", type=int, required=True, help="process number of who started it")

    def handle(self, *_args: Any, **options: Any) -> None:
        forbid_dumps()
        page = LockedPage()
        page.fill(0)
        run_id = options["run_id"]
        try:
            hold_key(
                run_id=str(run_id),
                page=page,
                parent=options["parent"],
                is_needed=lambda: _is_needed(run_id),
                tell=_say_ready,
            )
        finally:
            page.wipe()


def _say_ready() -> None:
    os.write(1, b"ready\n")


def _is_needed(run_id: UUID) -> bool:
    """By a run, or by an act at a drive of that name. A database that does not answer may do so later."""
    close_old_connections()
    try:
        run = Run.objects.filter(pk=run_id).only("state", "waits_until").first()
        if run is None:
            return is_open(act_id=run_id, now=timezone.now())
    except DatabaseError:
        return True
    if run.state == Run.State.ENDED:
        return False
    waits_too_long = run.waits_until is not None and run.waits_until < timezone.now()
    return not (run.state == Run.State.WAITING and waits_too_long)
