"""The process of one count, started by a worker; people ask for it in Backup/Restore > Attended Backup."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser
from django.utils import timezone

from mmbackup.management.die_with_parent import die_with_parent
from mmbackup.management.product_command import ProductCommand
from mmbackup.management.stop_signals import stop_signals
from mmbackup.services.attended.do_survey import do_survey


class Command(ProductCommand):
    help = "Count what there is to save. Started by a worker; `backup` counts by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("survey_id", type=UUID)
        parser.add_argument("--parent", type=int, help="process number of the worker to die with")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["parent"] is not None:
            die_with_parent(options["parent"])
        with stop_signals() as stopped:
            do_survey(survey_id=options["survey_id"], clock=timezone.now, cancelled=stopped)
