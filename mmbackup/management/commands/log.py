"""`manage.py log`: print the latest log of a backup, a restore, a verification or a drill; or one."""

import os
import shutil
import sys
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser

from mmbackup.environment import data_folder
from mmbackup.management.product_command import ProductCommand
from mmbackup.management.site_argument import add_site, site_or_none
from mmbackup.models import Log


class Command(ProductCommand):
    help = (
        "Print the latest backup log, or the one with a number or a run's id. --list shows which there are, "
        "--kind those of a restore, a verification or a drill."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument("which", nargs="?", help="a number from --list, or a run's id")
        parser.add_argument("--list", action="store_true", help="list the logs, the newest first")
        parser.add_argument("--kind", choices=Log.Kind.values, help="of which runs; backup by default")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._list(options) if options["list"] else self._print(_find(options))
        except BrokenPipeError:  # `manage.py log | head` has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _list(self, options: dict[str, Any]) -> None:
        logs = Log.objects.filter(run__site=site_or_none(options)).select_related("run")
        for log in logs.filter(kind=options["kind"]) if options["kind"] else logs:
            told = f"{log.pk:>6}  {log.run_id}  {log.kind:<7}  {log.run.outcome:<22}  {log.run.verdict}"
            self.stdout.write(told)

    def _print(self, log: Log) -> None:
        path = data_folder("logs") / log.path
        try:
            with path.open("rb") as file:
                sys.stdout.flush()
                shutil.copyfileobj(file, sys.stdout.buffer)
                sys.stdout.flush()
        except FileNotFoundError as error:
            raise CommandError(f"The file of this log is gone: {path}") from error


def _find(options: dict[str, Any]) -> Log:
    which, kind = options["which"], options["kind"] or Log.Kind.BACKUP
    logs = Log.objects.filter(run__site=site_or_none(options))
    if which is None:
        found = logs.filter(kind=kind).first()
    elif which.isdecimal():
        found = logs.filter(pk=int(which)).first()
    else:
        found = logs.filter(run_id=_run_id(which)).first()
    if found is None:
        raise CommandError("There is no such log." if which else f"There is no {kind} log yet.")
    return found


def _run_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise CommandError(f"{text} is neither a number from --list nor a run's id.", returncode=2) from error
