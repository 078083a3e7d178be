"""Counts what a backup would have to save, without writing anything to a medium."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.events import ignore
from mmbackup.engine.format.log import LogBook, LogHeader
from mmbackup.engine.format.log_spool import spool_folder
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.listing import Listing, list_sources
from mmbackup.engine.operations.backup.readers import Readers
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.tally import Tally


def survey(
    *, job: BackupJob, clock: Callable[[], datetime], cancelled: Callable[[], bool]
) -> tuple[Tally, ...]:
    """By data type and server, nothing of it saved; what cannot be read is not in it.

    Commands are run, since nobody knows how much they say. A RunCancelled or a ServerDiskFull may come out.
    """
    if not job.sources:
        return ()
    path = os.path.join(job.spool_folder, "survey")
    header = LogHeader(job.site, job.run_id, job.trigger, "", job.drive.name, job.started_at)
    try:
        with closing(LogBook(path, header, ZoneInfo(job.time_zone))) as log:
            desk = Desk(job, log, clock, ignore, cancelled)
            with closing(Readers(desk)) as readers:
                return _tallies(job, list_sources(desk, readers))
    finally:
        shutil.rmtree(spool_folder(path), ignore_errors=True)


def _tallies(job: BackupJob, listing: Listing) -> tuple[Tally, ...]:
    keys = [(spec.item.data_type, spec.server) for spec in job.sources]
    order = sorted(dict.fromkeys(keys), key=lambda key: list(DataType).index(key[0]))
    return tuple(
        _tally(key, [number for number, own in enumerate(keys) if own == key], listing) for key in order
    )


def _tally(key: tuple[DataType, str], sources: list[int], listing: Listing) -> Tally:
    files = sum(listing.files[source] for source in sources)
    size = sum(listing.sizes[source] for source in sources)
    return Tally(*key, files, size, 0, 0)
