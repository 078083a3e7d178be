"""The process of one look at a host, started by a worker; people ask for it in Messaging Servers."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from mmbackup.management.die_with_parent import die_with_parent
from mmbackup.services.discover.do_look import do_look


class Command(BaseCommand):
    help = "Look a host over that somebody wants to save. Started by a worker."
    requires_system_checks = ()  # those of all pages cost more than the rest of its start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("look_id", type=UUID)
        parser.add_argument("--parent", type=int, help="process number of the worker to die with")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["parent"] is not None:
            die_with_parent(options["parent"])
        do_look(look_id=options["look_id"], clock=timezone.now)
