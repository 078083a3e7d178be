"""Alarms, media, drives, and what is to come at each site."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Max
from prometheus_client.core import GaugeMetricFamily

from mmbackup.engine.codes import ALARM_CODES
from mmbackup.models import Alarm, Drill, Drive, Medium, Schedule, Site
from mmbackup.services.metrics.gauges import gauge, seconds
from mmbackup.services.morning import next_run_at


def of_sites(*, now: datetime) -> Iterator[GaugeMetricFamily]:
    """Six queries."""
    sites = list(Site.objects.order_by("name").values_list("name", flat=True))
    yield _alarms(sites)
    yield _media()
    yield _drives()
    yield _next_runs(now)
    yield _proven()


def _alarms(sites: list[str]) -> GaugeMetricFamily:
    """Each code has its figure, also while it does not stand: so a rule sees that it has ended."""
    standing = Alarm.objects.filter(resolved_at__isnull=True).select_related("site")
    active = {(alarm.site.name, alarm.name) for alarm in standing}
    samples = [
        ((site, code.name, code.level), float((site, code.name) in active))
        for site in sites
        for code in ALARM_CODES
    ]
    return gauge("alarm_active", "1 while the alarm stands", ("site", "code", "level"), samples)


def _media() -> GaugeMetricFamily:
    counted = Medium.objects.order_by().values_list("site__name", "pool", "status", "place")
    rows = counted.annotate(Count("pk"))
    samples = [((site, pool, status, place), float(count)) for site, pool, status, place, count in rows]
    words = "Media by pool, status and place"
    return gauge("media", words, ("site", "pool", "status", "place"), samples)


def _drives() -> GaugeMetricFamily:
    """As was seen last: whoever asks for figures does not reach into drives."""
    inside = Medium.objects.filter(place=Medium.Place.IN_DRIVE).values_list("last_drive_id", flat=True)
    loaded = set(inside)
    drives = Drive.objects.select_related("site").order_by("pk")
    samples = [((drive.site.name, drive.name), float(drive.pk in loaded)) for drive in drives]
    return gauge("drive_loaded", "1 while a labelled medium is in the drive", ("site", "drive"), samples)


def _next_runs(now: datetime) -> GaugeMetricFamily:
    schedules = Schedule.objects.select_related("site")
    samples = [
        ((schedule.site.name,), seconds(next_run_at(schedule=schedule, now=now))) for schedule in schedules
    ]
    words = "When the next unattended backup is due; 0: none is planned"
    return gauge("next_run_timestamp_seconds", words, ("site",), samples)


def _proven() -> GaugeMetricFamily:
    newest = Drill.objects.order_by().values_list("run__site__name").annotate(Max("proven_at"))
    samples = [((site,), seconds(moment)) for site, moment in newest]
    words = "When a restore drill last succeeded; 0: never"
    return gauge("last_proven_timestamp_seconds", words, ("site",), samples)
