"""What is thrown away in time: old logs, their rows, and journals that the database no longer needs."""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from mmbackup.environment import data_folder
from mmbackup.models import Log, LookAhead, Run, Site
from mmbackup.services.preferences import log_retention

KEPT_LOGS = 3
JOURNAL_DAYS = 7


def prune_logs(*, site: Site, now: datetime) -> int:
    """Logs older than they are to be kept, but for the three newest of each kind. The runs stay."""
    return sum(_prune_kind(site, Log.Kind(kind), now) for kind in Log.Kind.values)


def prune_looks_ahead(*, site: Site, now: datetime) -> int:
    """What was once foretold is kept as long as the logs of what became of it."""
    old = LookAhead.objects.filter(site=site, at__lt=now - log_retention())
    return old.delete()[0]


def prune_journals(*, now: datetime) -> int:
    """Only of runs whose end the database has had for some days."""
    ended = Run.objects.filter(state=Run.State.ENDED, ended_at__lt=now - timedelta(days=JOURNAL_DAYS))
    pruned = 0
    for path in data_folder("runs").glob("*.json"):
        if ended.filter(pk=UUID(path.stem)).exists():
            path.unlink(missing_ok=True)
            pruned += 1
    return pruned


def _prune_kind(site: Site, kind: Log.Kind, now: datetime) -> int:
    logs = Log.objects.filter(run__site=site, kind=kind)
    kept = list(logs[:KEPT_LOGS].values_list("pk", flat=True))
    old = logs.filter(written_at__lt=now - log_retention()).exclude(pk__in=kept)
    return sum(_prune(log) for log in old)


def _prune(log: Log) -> bool:
    """The file first: a row without its file is pruned next time, a file without its row never would be."""
    path = data_folder("logs") / log.path
    for name in (f"{path}.idx", str(path)):
        with suppress(FileNotFoundError):
            os.unlink(name)
    log.delete()
    return True
