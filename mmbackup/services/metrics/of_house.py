"""The product's own house: its programs, its disk, its notices."""

import os
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from prometheus_client.core import GaugeMetricFamily

from mmbackup import environment
from mmbackup.models import Channel, Delivery
from mmbackup.services.heartbeats.heard import PROGRAMS, heard
from mmbackup.services.metrics.gauges import gauge, seconds


def of_house(*, now: datetime) -> Iterator[GaugeMetricFamily]:
    """Three queries."""
    yield from _programs(now)
    yield from _disk()
    yield _deliveries()
    yield _channels()


def _programs(now: datetime) -> Iterator[GaugeMetricFamily]:
    found = heard()
    at = [((name,), seconds(found.get(name))) for name in PROGRAMS]
    ages = [((name,), (now - moment).total_seconds()) for name, moment in found.items()]
    words = "When the program was last heard of; 0: never"
    yield gauge("heartbeat_timestamp_seconds", words, ("program",), at)
    yield gauge("heartbeat_age_seconds", "How long ago that was", ("program",), ages)


def _disk() -> Iterator[GaugeMetricFamily]:
    disk = os.statvfs(environment.DATA_DIR)
    free, size = disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize
    yield gauge("disk_free_bytes", "Room on the disk of the data folder", (), [((), float(free))])
    yield gauge("disk_size_bytes", "Its size", (), [((), float(size))])


def _deliveries() -> GaugeMetricFamily:
    """Those to come, and those of the season that is kept."""
    counted = Delivery.objects.order_by().values_list("channel__name", "state").annotate(Count("pk"))
    samples = [((channel, state), float(count)) for channel, state, count in counted]
    return gauge("deliveries", "Notices by channel and state", ("channel", "state"), samples)


def _channels() -> GaugeMetricFamily:
    rows = Channel.objects.filter(enabled=True).values_list("name", "failing_since")
    samples = [((name,), float(since is not None)) for name, since in rows]
    return gauge("channel_failing", "1 while the channel's receiver takes nothing", ("channel",), samples)
