"""Counts what there is to save, in this process. The sources are listed, and nothing is written."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from mmbackup.engine.errors import BackupError
from mmbackup.engine.operations.survey import survey as list_and_count
from mmbackup.engine.tally import Tally
from mmbackup.models import Run, Survey
from mmbackup.services.runs.backup_job import backup_job, remove_spool
from mmbackup.services.runs.ending import tallies_as_rows
from mmbackup.services.runs.request_backup import NoDrive
from mmbackup.services.site import drive_of

Clock = Callable[[], datetime]
HEARD_EVERY = timedelta(seconds=5)
logger = logging.getLogger(__name__)


def do_survey(*, survey_id: UUID, clock: Clock, cancelled: Callable[[], bool]) -> Survey:
    """The survey as it is afterwards. One that somebody else has begun is left alone."""
    queued = Survey.objects.filter(pk=survey_id, state=Survey.State.QUEUED)
    is_ours = queued.update(state=Survey.State.RUNNING, heard_at=clock())
    survey = Survey.objects.select_related("site").get(pk=survey_id)
    if is_ours:
        _count(survey, clock, cancelled)
        survey.refresh_from_db()
    return survey


def _count(survey: Survey, clock: Clock, cancelled: Callable[[], bool]) -> None:
    """The edge of the engine: whatever goes wrong in there, the survey ends and says so."""
    try:
        tallies = _tallies(survey, clock, cancelled)
    except BackupError as error:
        _end(survey, clock(), state=Survey.State.FAILED, problem=f"Nothing was counted: {error}.")
    except Exception as error:
        logger.exception("The engine failed")
        _end(survey, clock(), state=Survey.State.FAILED, problem=f"The count itself failed ({error}).")
    else:
        _end(survey, clock(), state=Survey.State.DONE, tallies=tallies_as_rows(tallies))


def _tallies(survey: Survey, clock: Clock, cancelled: Callable[[], bool]) -> tuple[Tally, ...]:
    """The engine's job is that of a run which is never stored."""
    drive = drive_of(site=survey.site)
    if drive is None:
        raise NoDrive("no drive is configured")
    run = Run(
        site=survey.site,
        drive=drive,
        drive_name=drive.name,
        kind=Run.Kind.ATTENDED,
        servers=survey.servers,
        data_types=survey.data_types,
        queued_at=survey.asked_at,
    )
    heard_at = clock()

    def stop() -> bool:
        """Asked often: a chance to give a sign of life."""
        nonlocal heard_at
        now = clock()
        if now - heard_at >= HEARD_EVERY:
            heard_at = now
            Survey.objects.filter(pk=survey.pk).update(heard_at=now)
        return cancelled()

    try:
        return list_and_count(job=backup_job(run=run, drive=drive), clock=clock, cancelled=stop)
    finally:
        remove_spool(run=run)


def _end(survey: Survey, now: datetime, **told: object) -> None:
    Survey.objects.filter(pk=survey.pk, state=Survey.State.RUNNING).update(ended_at=now, **told)
