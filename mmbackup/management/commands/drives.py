"""`manage.py drives`: watches the drives of this machine, so that a medium is noticed when it comes."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandParser
from django.db import close_old_connections
from django.utils import timezone

from mmbackup.engine.media.block.uevents import BlockNews
from mmbackup.management.product_command import ProductCommand
from mmbackup.management.stop_signals import stop_signals
from mmbackup.services.drives.watch_drives import DriveWatch
from mmbackup.services.heartbeats.live import live
from mmbackup.services.wait_for_tables import wait_for_tables

INTERVAL = 3.0  # seconds between two cheap questions to each drive
SLICE = 0.5  # seconds
logger = logging.getLogger(__name__)


class Command(ProductCommand):
    help = (
        "Watch the drives: whoever waits for a medium is told when one comes. Needs the right to mount for "
        "block devices. Runs until stopped; --once looks once and ends."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--interval", type=float, default=INTERVAL, help="seconds between two looks")

    def handle(self, *_args: Any, **options: Any) -> None:
        watch = DriveWatch()
        if options["once"]:
            watch.look(now=timezone.now())
            return
        logger.info("Watching the drives")
        with stop_signals() as stopped, BlockNews() as news:
            wait_for_tables()
            while not stopped():
                close_old_connections()
                watch.look(now=timezone.now())
                live(name="drives", now=timezone.now())
                _pause(options["interval"], stopped, news)


def _pause(seconds: float, stopped: Callable[[], bool], news: BlockNews) -> None:
    """Until the kernel has news, at the longest; in slices, since a wait goes on after a signal."""
    until = time.monotonic() + seconds
    while not stopped() and (left := until - time.monotonic()) > 0:
        if news.wait(min(left, SLICE)):
            return
