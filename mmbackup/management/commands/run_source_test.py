"""The process of one source's test, started by a worker; people ask for it in Messaging Servers."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser
from django.utils import timezone

from mmbackup.management.die_with_parent import die_with_parent
from mmbackup.management.product_command import ProductCommand
from mmbackup.management.stop_signals import stop_signals
from mmbackup.services.servers.do_test import do_test


class Command(ProductCommand):
    help = "Try out a source that somebody asked to be tested. Started by a worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("test_id", type=UUID)
        parser.add_argument("--parent", type=int, help="process number of the worker to die with")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["parent"] is not None:
            die_with_parent(options["parent"])
        with stop_signals() as stopped:
            do_test(test_id=options["test_id"], clock=timezone.now, cancelled=stopped)
