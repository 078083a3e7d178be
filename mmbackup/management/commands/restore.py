"""`manage.py restore`: brings back what was saved, in the foreground; asks for its media in the terminal."""

import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from mmbackup.engine.errors import BackupError, RestoreError
from mmbackup.engine.outcomes import Outcome
from mmbackup.management.acting_command import ActingCommand
from mmbackup.management.commands.backup import SHORT, USAGE
from mmbackup.management.key_file import secret_in
from mmbackup.management.recovery_listing import recovery_lines
from mmbackup.management.restore_picks import asked_of
from mmbackup.management.restore_words import plan_lines
from mmbackup.management.run_dialogue import RunDialogue
from mmbackup.management.site_argument import add_site, site_meant
from mmbackup.management.stop_signals import stop_signals
from mmbackup.management.whoami import whoami
from mmbackup.models import Restore, Run, Site
from mmbackup.services.reserve import make_room
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.give_key import keep_key
from mmbackup.services.restore.preview import Preview, preview
from mmbackup.services.restore.recovery_points import RecoveryTable, recovery_points, strangers_points
from mmbackup.services.restore.request_restore import open_restore, queue_restore
from mmbackup.services.restore.software import start_what_was_left_stopped
from mmbackup.services.restore.touched import warnings_of
from mmbackup.services.site import drive_of

EXISTING = {
    "keep": Restore.Existing.KEEP,
    "replace": Restore.Existing.REPLACE,
    "set-aside": Restore.Existing.SET_ASIDE,
}


class Command(ActingCommand):
    help = (
        "Restore from the media, into a folder or in place; asks for each medium that it needs. "
        "The last line is the verdict. "
        "Exit status: 0 all came back, 1 failed, 2 wrong usage, 4 completed with errors."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument("--list", action="store_true", help="what could be restored, and do nothing")
        what = parser.add_argument_group("what comes back; without any of these all of the newest")
        what.add_argument(
            "--at", default="", help='as it was then, such as "2026-11-20 12:00" in the site\'s zone'
        )
        what.add_argument(
            "--set", action="append", default=[], help="from this set alone; its name as in --list"
        )
        what.add_argument("--type", default="", help=f"of {','.join(SHORT)}; without it all")
        what.add_argument("--server", default="", help="names with commas between; without it all")
        what.add_argument(
            "--path", action="append", default=[], help="a file or folder, SERVER/path; may be repeated"
        )
        what.add_argument(
            "--subscriber",
            action="append",
            default=[],
            metavar="NAME",
            help="all that is this subscriber's, as manage.py subscribers calls them; may be repeated",
        )
        what.add_argument("--search", default="", help="all files whose path holds this text")
        to = parser.add_argument_group("where it goes")
        where = to.add_mutually_exclusive_group()
        where.add_argument("--to", default="", metavar="FOLDER", help="below this folder, absolute")
        where.add_argument("--in-place", action="store_true", help="where it was saved from")
        to.add_argument(
            "--existing", default="keep", choices=list(EXISTING), help="what becomes of files there"
        )
        to.add_argument(
            "--stop-software", action="store_true", help="in place: stop it first, start it after"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--key-file", default="", help="with a secret key of age, for encrypted media")
        parser.add_argument("--drive", default="", help="its name; without it the nightly backup's")
        parser.add_argument("--yes", action="store_true", help="begin without asking")
        parser.add_argument(
            "--continue", action="store_true", dest="go_on", help="take up the restore that is under way"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        make_room()
        site = site_meant(options)
        try:
            self._do(site, options)
        except RestoreError as error:
            raise CommandError(f"{error}. {error.next_step}", returncode=USAGE) from error
        except BackupError as error:
            raise CommandError(f"{error}. {error.next_step}") from error

    def _do(self, site: Site, options: dict[str, Any]) -> None:
        if options["list"]:
            for line in recovery_lines(recovery_points(site=site), strangers_points(site=site)):
                self.stdout.write(line)
            return
        with stop_signals() as stopped:
            run = _taken_up(site, _secret(options)) if options["go_on"] else self._queued(site, options)
            run = RunDialogue(self.stdout, stopped).see_through(run, at_once=options["go_on"])
        start_what_was_left_stopped(now=timezone.now())
        if run.next_step:
            self.stdout.write(f"Next step: {run.next_step}")
        self.stdout.write(run.verdict)
        sys.exit(Outcome(run.outcome).exit_status)

    def _queued(self, site: Site, options: dict[str, Any]) -> Run:
        secret = _secret(options)
        asked, table = self._asked(site, options)
        plan = preview(asked=asked)
        warnings = warnings_of(table=table, asked=asked, preview=plan)
        for line in plan_lines(asked, plan, warnings, ZoneInfo(site.time_zone)):
            self.stdout.write(line)
        if not options["yes"]:
            _ask(plan)
        run = queue_restore(asked=asked, by=whoami(), now=timezone.now())
        if secret:
            keep_key(run=run, secret=secret)
        return run

    def _asked(self, site: Site, options: dict[str, Any]) -> tuple[Asked, RecoveryTable]:
        if not options["to"] and not options["in_place"]:
            raise CommandError("Say where it goes: --to FOLDER, or --in-place.", returncode=USAGE)
        drive = site.drives.filter(name=options["drive"]).first() if options["drive"] else drive_of(site=site)
        if drive is None:
            words = (
                f"There is no drive named {options['drive']}."
                if options["drive"]
                else "No drive is configured."
            )
            raise CommandError(words, returncode=USAGE)
        return asked_of(
            drive=drive,
            options=options,
            moment=_moment(site, options["at"]),
            existing=EXISTING[options["existing"]],
        )


def _secret(options: dict[str, Any]) -> str:
    return secret_in(options["key_file"]) if options["key_file"] else ""


def _taken_up(site: Site, secret: str) -> Run:
    run = open_restore(site=site)
    if run is None:
        raise CommandError("No restore is under way. Leave --continue away to begin one.")
    if secret:
        keep_key(run=run, secret=secret)
    return run


def _ask(plan: Preview) -> None:
    if not sys.stdin.isatty():
        raise CommandError("Nobody can be asked here: give --yes to begin.", returncode=USAGE)
    answer = input(f"Restore {plan.files:,} files? [y/N] ")
    if answer.strip().lower() not in ("y", "yes"):
        raise CommandError("Nothing was begun.")


def _moment(site: Site, text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        words = f'--at {text}: give a day, or a day and time, such as "2026-11-20 12:00".'
        raise CommandError(words, returncode=USAGE) from error
    if len(text) <= len("2026-11-20"):  # a day alone: its end
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(site.time_zone))
