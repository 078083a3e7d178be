"""`manage.py backup`: an attended backup in the foreground, which asks for its media in the terminal."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import BackupError
from mmbackup.engine.outcomes import Outcome
from mmbackup.management.acting_command import ActingCommand
from mmbackup.management.run_dialogue import RunDialogue
from mmbackup.management.site_argument import add_site, site_meant
from mmbackup.management.stop_signals import stop_signals
from mmbackup.management.whoami import whoami
from mmbackup.models import Drive, Run, Site
from mmbackup.services.attended.do_survey import do_survey
from mmbackup.services.attended.estimate_words import estimate_words, is_known
from mmbackup.services.attended.request_attended import Choice, check_choice, open_attended, queue_attended
from mmbackup.services.attended.request_survey import queue_survey
from mmbackup.services.reserve import make_room
from mmbackup.services.site import drive_of

USAGE = 2
SHORT = {"system": DataType.SYSTEM, "names": DataType.NAMES, "messages": DataType.MESSAGES}


class Command(ActingCommand):
    help = (
        "Make an attended backup over as many media as it takes; asks for each next one. "
        "The last line is the verdict. "
        "Exit status: 0 full, 1 failed, 2 wrong usage, 4 completed with errors."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument("--data-types", default="", help="of system,names,messages; without it all")
        parser.add_argument("--servers", default="", help="names with commas between; without it all")
        parser.add_argument("--drive", default="", help="its name; without it the nightly backup's")
        parser.add_argument("--yes", action="store_true", help="begin without asking")
        parser.add_argument(
            "--continue",
            action="store_true",
            dest="go_on",
            help="take up the attended backup that is under way instead of beginning one",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        make_room()
        site = site_meant(options)
        with stop_signals() as stopped:
            self._stopped = stopped
            run = self._taken_up(site) if options["go_on"] else self._queued(site, options)
            run = RunDialogue(self.stdout, stopped).see_through(run, at_once=options["go_on"])
        if run.next_step:
            self.stdout.write(f"Next step: {run.next_step}")
        self.stdout.write(run.verdict)
        sys.exit(Outcome(run.outcome).exit_status)

    def _queued(self, site: Site, options: dict[str, Any]) -> Run:
        drive = _drive(site, options["drive"])
        choice = Choice(_listed(options["servers"]), _slugs(options["data_types"]))
        try:
            check_choice(site=site, choice=choice)
            if not options["yes"]:
                self._ask(site, drive, choice)
            return queue_attended(drive=drive, choice=choice, by=whoami(), now=timezone.now())
        except BackupError as error:
            raise CommandError(f"{error}. {error.next_step}") from error

    def _taken_up(self, site: Site) -> Run:
        run = open_attended(site=site)
        if run is None:
            raise CommandError("No attended backup is under way. Leave --continue away to begin one.")
        return run

    def _ask(self, site: Site, drive: Drive, choice: Choice) -> None:
        if not sys.stdin.isatty():
            raise CommandError("Nobody can be asked here: give --yes to begin.", returncode=USAGE)
        if not is_known(drive=drive, choice=choice):
            self._count(site, choice)
        self.stdout.write(estimate_words(drive=drive, choice=choice))
        answer = input(f"Begin on drive {drive.name}? [y/N] ")
        if answer.strip().lower() not in ("y", "yes"):
            raise CommandError("Nothing was begun.")

    def _count(self, site: Site, choice: Choice) -> None:
        self.stdout.write("Counting what there is to save …")
        survey, _ = queue_survey(site=site, choice=choice, now=timezone.now())
        survey = do_survey(survey_id=survey.pk, clock=timezone.now, cancelled=self._stopped)
        if survey.problem:
            self.stdout.write(survey.problem)


def _drive(site: Site, name: str) -> Drive:
    drive = site.drives.filter(name=name).first() if name else drive_of(site=site)
    if drive is None:
        words = f"There is no drive named {name}." if name else "No drive is configured."
        raise CommandError(words, returncode=USAGE)
    return drive


def _slugs(text: str) -> tuple[str, ...]:
    known = {**SHORT, **{kind.slug: kind for kind in DataType}}
    unknown = [word for word in _listed(text) if word not in known]
    if unknown:
        words = f"Unknown data type {', '.join(unknown)}: give some of {', '.join(SHORT)}."
        raise CommandError(words, returncode=USAGE)
    return tuple(known[word].slug for word in _listed(text))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
