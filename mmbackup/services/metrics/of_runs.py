"""Runs: the last one and the last success of each kind, and what is under way."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from prometheus_client.core import GaugeMetricFamily

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run
from mmbackup.services.metrics.gauges import gauge, seconds

VERIFIED = [outcome for outcome in Outcome if outcome.is_verified]
OF_KIND = ("site", "kind")


def of_runs(*, now: datetime) -> Iterator[GaugeMetricFamily]:
    """Three queries."""
    newest = list(_newest())
    yield from _successes(newest, now)
    yield from _last(_last_runs(newest))
    yield _open()


def _newest() -> Any:
    ended = Run.objects.filter(state=Run.State.ENDED).order_by()
    last_success = Max("ended_at", filter=Q(outcome__in=VERIFIED))
    return ended.values("site__name", "kind").annotate(last=Max("ended_at"), success=last_success)


def _successes(newest: list[dict[str, Any]], now: datetime) -> Iterator[GaugeMetricFamily]:
    known = [((row["site__name"], row["kind"]), row["success"]) for row in newest]
    at = [(labels, seconds(moment)) for labels, moment in known]
    age = [(labels, (now - moment).total_seconds()) for labels, moment in known if moment]
    words = "When the last verified success of its kind ended; 0: there was none"
    yield gauge("last_success_timestamp_seconds", words, OF_KIND, at)
    yield gauge("last_success_age_seconds", "How long ago that was", OF_KIND, age)


def _last_runs(newest: list[dict[str, Any]]) -> list[Run]:
    """The newest of each kind. Moments may be shared by kinds: the newest of them is taken once."""
    found = Run.objects.filter(ended_at__in={row["last"] for row in newest}, state=Run.State.ENDED)
    wanted = {(row["site__name"], row["kind"]): row["last"] for row in newest}
    by_kind = {(run.site.name, run.kind): run for run in found.select_related("site").order_by("queued_at")}
    return [run for key, run in sorted(by_kind.items()) if run.ended_at == wanted.get(key)]


def _last(runs: list[Run]) -> Iterator[GaugeMetricFamily]:
    named = [((run.site.name, run.kind), run) for run in runs]
    moments = [(key, seconds(run.ended_at)) for key, run in named]
    spans = [(key, seconds(run.ended_at) - seconds(run.started_at or run.ended_at)) for key, run in named]
    sizes = [(key, float(run.size_on_medium)) for key, run in named]
    errors = [(key, float(run.errors)) for key, run in named]
    outcomes = [((*key, outcome), float(run.outcome == outcome)) for key, run in named for outcome in Outcome]
    yield gauge("last_run_timestamp_seconds", "When the last run of its kind ended", OF_KIND, moments)
    yield gauge("last_run_duration_seconds", "How long it took", OF_KIND, spans)
    yield gauge("last_run_size_bytes", "What it wrote onto the medium", OF_KIND, sizes)
    yield gauge("last_run_errors", "Files and sources that could not be saved", OF_KIND, errors)
    words = "1 for the way in which the last run of its kind ended, 0 for all others"
    yield gauge("last_run_outcome", words, (*OF_KIND, "outcome"), outcomes)


def _open() -> GaugeMetricFamily:
    rows = Run.objects.exclude(state=Run.State.ENDED).order_by()
    counted = rows.values_list("site__name", "kind", "state").annotate(Count("pk"))
    samples = [((site, kind, state), float(count)) for site, kind, state, count in counted]
    return gauge("runs_open", "Runs that wait or are at work", (*OF_KIND, "state"), samples)
