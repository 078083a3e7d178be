"""`manage.py watchdog`: sees to runs whose worker is gone and to nights that nothing has taken."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from mmbackup.management.product_command import ProductCommand
from mmbackup.management.stop_signals import stop_signals
from mmbackup.services.notices.postman import PATIENCE
from mmbackup.services.watch import Watchdog

INTERVAL = 15.0  # seconds
SLICE = 0.5  # seconds
AT_THE_END = 3.0  # seconds: whoever stops it waits
logger = logging.getLogger(__name__)


class Command(ProductCommand):
    help = (
        "Watch over the nights: needs neither Celery nor its broker. Runs until stopped; "
        "--once looks once and ends (status 1 when something could not be seen to), for a timer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--interval", type=float, default=INTERVAL, help="seconds between two looks")

    def handle(self, *_args: Any, **options: Any) -> None:
        watchdog = Watchdog()
        if options["once"]:
            is_well = watchdog.look(now=timezone.now())
            watchdog.close(seconds=PATIENCE, now=timezone.now())
            raise SystemExit(0 if is_well else 1)
        logger.info("Watching every %g seconds", options["interval"])
        with stop_signals() as stopped:
            while not stopped():
                watchdog.look(now=timezone.now())
                _pause(options["interval"], stopped)
        watchdog.close(seconds=AT_THE_END, now=timezone.now())


def _pause(seconds: float, stopped: Callable[[], bool]) -> None:
    """In slices: a sleep goes on after a signal."""
    until = time.monotonic() + seconds
    while not stopped() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, SLICE))
