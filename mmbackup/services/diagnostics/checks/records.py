"""The server's own records: the logs and indexes that the database speaks of are on the disk."""

import os
from collections.abc import Iterator
from datetime import datetime

from mmbackup.environment import data_folder
from mmbackup.models import BackupSet, Log, Site
from mmbackup.services.diagnostics.finding import Finding, good, warning
from mmbackup.services.index.keep import index_path

LOGS_GO = "Logs that somebody removed do not come back; bring var/logs back from a copy if you have one."
IMPORT = "Put in the media, and choose Import on the drive's page: it makes their indexes anew."


def records(site: Site, _now: datetime) -> Iterator[Finding]:
    logs = list(Log.objects.filter(run__site=site).values_list("path", flat=True))
    folder = data_folder("logs")
    lost = [path for path in logs if not os.path.exists(folder / path)]
    yield _finding("logs", len(logs), len(lost), LOGS_GO)
    there = set(os.listdir(data_folder("index")))
    rows = BackupSet.objects.filter(medium__site=site, removed_at__isnull=True, indexed_at__isnull=False)
    wanted = [index_path(uuid, part).name for uuid, part in rows.values_list("uuid", "part")]
    yield _finding("indexes", len(wanted), sum(1 for name in wanted if name not in there), IMPORT)


def _finding(what: str, known: int, lost: int, next_step: str) -> Finding:
    if lost:
        return warning(f"{lost:,} of {known:,} {what} are gone from the server's disk.", next_step)
    return good(f"{what.capitalize()} known, and there: {known:,}.")
