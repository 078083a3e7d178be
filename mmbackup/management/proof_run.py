"""What the commands verify and drill share: the drive, the run in the foreground, the verdict."""

import sys
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mmbackup.engine.errors import BackupError
from mmbackup.engine.outcomes import Outcome
from mmbackup.management.progress_bar import ProgressBar
from mmbackup.management.site_argument import add_site, site_meant
from mmbackup.management.stop_signals import stop_signals
from mmbackup.models import Drive, Run, Site
from mmbackup.services.reserve import make_room
from mmbackup.services.runs.run_backup import run_backup
from mmbackup.services.site import drive_of

USAGE = 2


def add_drive(parser: CommandParser) -> None:
    add_site(parser)
    parser.add_argument("--drive", default="", help="its name; without it the nightly backup's")


def site_and_drive(options: dict[str, Any]) -> tuple[Site, Drive]:
    make_room()
    site = site_meant(options)
    name = options["drive"]
    drive = site.drives.filter(name=name).first() if name else drive_of(site=site)
    if drive is None:
        words = f"There is no drive named {name}." if name else "No drive is configured."
        raise CommandError(words, returncode=USAGE)
    return site, drive


def see_through(command: BaseCommand, queue: Callable[[], Run]) -> None:
    """Never returns: the exit status tells how it ended."""
    bar = ProgressBar()
    with stop_signals() as stopped:
        try:
            run = queue()
        except BackupError as error:
            raise CommandError(f"{error}. {error.next_step}") from error
        try:
            run = run_backup(run_id=run.pk, clock=timezone.now, listen=bar, cancelled=stopped)
        finally:
            bar.finish()
    tell_results(command, run)
    if run.next_step:
        command.stdout.write(f"Next step: {run.next_step}")
    command.stdout.write(run.verdict)
    sys.exit(Outcome(run.outcome).exit_status)


def tell_results(command: BaseCommand, run: Run) -> None:
    """Each set that was read, and the files that are lost with it."""
    check = getattr(run, "check_made", None)
    for result in check.results if check else []:
        words = "as written" if result["ok"] else f"DAMAGED: {result['problem']}"
        command.stdout.write(f"{result['name']}: {words}")
        for lost in result["damaged"]:
            where = ", ".join(lost["elsewhere"]) or "lies on no other medium"
            command.stdout.write(f"  lost: {lost['path']}: {where}")
