"""The process of one look at a host, started by a worker; people ask for it in Messaging Servers."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser
from django.utils import timezone

from mmbackup.management.die_with_parent import die_with_parent
from mmbackup.management.product_command import ProductCommand
from mmbackup.services.discover.do_look import do_look


class Command(ProductCommand):
    help = "Look a host over that somebody wants to save. Started by a worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("look_id", type=UUID)
        parser.add_argument("--parent", type=int, help="process number of the worker to die with")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["parent"] is not None:
            die_with_parent(options["parent"])
        do_look(look_id=options["look_id"], clock=timezone.now)
