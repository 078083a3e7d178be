"""Tries a source out, in this process: it is listed as the backup would, and nothing is saved."""

import logging
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.errors import BackupError
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.hosts.host import Host
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.operations.try_source import SourceTried, try_source
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.environment import data_folder
from mmbackup.models import Server, SourceTest
from mmbackup.services.configuration.table_of_source import source_table
from mmbackup.services.hosts.of_server import host_of

Clock = Callable[[], datetime]
LONGEST = 300.0  # seconds that a test may take, whatever the source may
HEARD_EVERY = timedelta(seconds=1)
logger = logging.getLogger(__name__)


def do_test(*, test_id: UUID, clock: Clock, cancelled: Callable[[], bool]) -> SourceTest:
    """The test as it is afterwards. One that somebody else has begun is left alone."""
    queued = SourceTest.objects.filter(pk=test_id, state=SourceTest.State.QUEUED)
    now = clock()
    is_ours = queued.update(state=SourceTest.State.RUNNING, started_at=now, heard_at=now)
    test = SourceTest.objects.select_related("site").get(pk=test_id)
    if is_ours:
        _try(test, clock, cancelled)
        test.refresh_from_db()
    return test


def _try(test: SourceTest, clock: Clock, cancelled: Callable[[], bool]) -> None:
    """The edge of the engine: whatever goes wrong in there, the test ends and says so."""
    try:
        tried = _tried(test, clock, cancelled)
    except BackupError as error:
        _end(test, clock(), state=SourceTest.State.FAILED, problem=f"Nothing was tried: {error}.")
    except Exception as error:
        logger.exception("The engine failed")
        _end(test, clock(), state=SourceTest.State.FAILED, problem=f"The test itself failed ({error}).")
    else:
        _end(test, clock(), state=SourceTest.State.DONE, **_as_fields(tried))


def _tried(test: SourceTest, clock: Clock, cancelled: Callable[[], bool]) -> SourceTried:
    spool = data_folder("spool") / str(test.pk)
    life = _Life(test, clock, cancelled)
    try:
        with server_disk():
            spool.mkdir(mode=0o700, exist_ok=True)
        return try_source(
            job=_job(test, str(spool)),
            clock=clock,
            cancelled=life.is_cancelled,
            listen=life.found,
            seconds=LONGEST,
        )
    finally:
        shutil.rmtree(spool, ignore_errors=True)


def _job(test: SourceTest, spool: str) -> BackupJob:
    """Of a run that is never stored, and whose drive nobody opens."""
    return BackupJob(
        run_id=str(test.pk),
        site=test.site.name,
        time_zone=test.site.time_zone,
        started_at=test.asked_at,
        drive=DriveSpec("", "", "", {}),
        sources=(_spec(test),),
        log_path="",
        spool_folder=spool,
        trigger="test",
    )


def _spec(test: SourceTest) -> SourceSpec:
    table = source_table(test.values)
    return SourceSpec(
        server=test.server_name,
        item=data_item(ServerKind(test.server_kind), table.item),
        name=table.name,
        kind=table.kind,
        settings=table.settings,
        time_limit=min(table.time_limit, LONGEST),
        stall_limit=min(table.stall_limit, LONGEST),
        host=_host(test),
    )


def _host(test: SourceTest) -> Host | None:
    server = Server.objects.filter(site=test.site, name=test.server_name).first()
    return host_of(server) if server else None


class _Life:
    """A sign of life and what was found so far, once a second; and whether to stop."""

    def __init__(self, test: SourceTest, clock: Clock, cancelled: Callable[[], bool]) -> None:
        self._row = SourceTest.objects.filter(pk=test.pk, state=SourceTest.State.RUNNING)
        self._clock, self._cancelled = clock, cancelled
        self._heard_at = clock()
        self._found = {"files": 0, "size": 0}

    def found(self, files: int, size: int) -> None:
        self._found = {"files": files, "size": size}

    def is_cancelled(self) -> bool:
        now = self._clock()
        if now - self._heard_at >= HEARD_EVERY:
            self._heard_at = now
            self._row.update(heard_at=now, **self._found)
        return self._cancelled() or not self._row.filter(cancel_asked=False).exists()


def _as_fields(tried: SourceTried) -> dict[str, object]:
    return {
        "files": tried.files,
        "size": tried.size,
        "newest": _moment(tried.newest),
        "oldest": _moment(tried.oldest),
        "names": [
            {"path": name.path, "size": name.size, "changed_at": name.changed_at} for name in tried.names
        ],
        "lines": tried.lines,
        "errors": tried.errors,
        "error_count": tried.error_count,
        "ended_early": tried.ended_early,
    }


def _moment(seconds: float | None) -> datetime | None:
    """None for a time that no calendar here has."""
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _end(test: SourceTest, now: datetime, **told: object) -> None:
    SourceTest.objects.filter(pk=test.pk, state=SourceTest.State.RUNNING).update(ended_at=now, **told)
