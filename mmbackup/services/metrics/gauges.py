"""One way to write a gauge down: its name, what it means, its labels, and its samples."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily

Sample = tuple[tuple[str, ...], float]
PREFIX = "mmbackup_"


def gauge(name: str, words: str, labels: tuple[str, ...], samples: Iterable[Sample]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(PREFIX + name, words, labels=labels)
    for values, figure in samples:
        family.add_metric(values, figure)
    return family


def seconds(moment: datetime | None) -> float:
    """Since 1970; 0 where it never was."""
    return moment.timestamp() if moment else 0.0
