"""A run in the list of all: what became of it, and where its log, its progress and its label are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from mmbackup.models import BackupSet, Run
from portal.live.run_pages import page_of_run
from portal.logs.kinds import address_of_log, kind_of


@dataclass(frozen=True, slots=True)
class RunRow:
    """address is its log's, or its progress; empty where there is neither. follow: the log of one at work.

    labels: one a medium.
    """

    run: Run
    kind: str
    address: str
    follow: str
    has_log: bool
    labels: tuple[str, ...]


def rows_of(runs: Iterable[Run], sets: Iterable[BackupSet]) -> list[RunRow]:
    """sets: those of these runs that lie verified on their media."""
    by_run: dict[object, list[BackupSet]] = defaultdict(list)
    for one in sets:
        by_run[one.run_id].append(one)
    return [_row(run, by_run[run.pk]) for run in runs]


def _row(run: Run, sets: list[BackupSet]) -> RunRow:
    log = getattr(run, "log", None)
    open_page = page_of_run(run) if run.is_open else ""
    labels = tuple(reverse("labels:label", args=[one.uuid, one.part]) for one in sets)
    address = address_of_log(log) if log else open_page
    follow = kind_of(run).address("view", run.pk) if run.is_open else ""
    return RunRow(run, run.in_words.capitalize(), address, follow, log is not None, labels)
