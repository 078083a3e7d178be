"""All figures as Prometheus reads them, in a registry of their own: none of this process are among them."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from mmbackup.services.metrics.of_house import of_house
from mmbackup.services.metrics.of_runs import of_runs
from mmbackup.services.metrics.of_sites import of_sites

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Figures(Collector):
    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from of_runs(now=self._now)
        yield from of_sites(now=self._now)
        yield from of_house(now=self._now)


def exposition(*, now: datetime) -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(now))
    return generate_latest(registry)
