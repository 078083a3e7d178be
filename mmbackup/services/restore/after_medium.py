"""After a medium: what came back is remembered, the run waits for the next one, or for a key."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connection

from mmbackup.engine.errors import KeyNeeded, WrongKey
from mmbackup.engine.events import MediumRefused
from mmbackup.engine.operations.restore.shapes import RestoreStep
from mmbackup.models import Drive, Restore, Run
from mmbackup.services.restore.parts_done import remember_done
from mmbackup.services.runs.ending import start_it_again
from mmbackup.services.waiting.after_part import medium_in, put_out, remember_patiently
from mmbackup.services.waiting.waiting import as_sentence, wait_for_people

BY = "restore"
KEY_ERRORS = (KeyNeeded.__name__, WrongKey.__name__)
logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def wait_after(*, run: Run, drive: Drive, step: RestoreStep, clock: Clock) -> None:
    medium = medium_in(drive)
    was_recorded = remember_patiently(lambda: _record(run, step, clock()))
    if was_recorded and step.part is not None:
        put_out(drive=drive, medium=medium, by=BY, now=clock())


def note_done(*, run: Run) -> None:
    """Best effort, between two sets of one medium: the plan in the run's folder is what counts."""
    try:
        remember_done(run=run)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("What came back could not be told to the database: %s", error)
        connection.close()


def _record(run: Run, step: RestoreStep, now: datetime) -> None:
    lacks_key = step.refused is not None and step.refused.error in KEY_ERRORS
    remember_done(run=run)
    Restore.objects.filter(run=run).update(waits_for_key=lacks_key)
    refusal = _words(step.refused) if step.refused is not None else ""
    wait_for_people(run=run, from_state=Run.State.RUNNING, refusal=refusal, now=now)


def _words(refused: MediumRefused) -> str:
    if refused.error == KeyNeeded.__name__:
        return ""  # what is asked for says it all
    name = f"{refused.medium_name}: " if refused.medium_name not in refused.reason else ""
    return f"{as_sentence(name + refused.reason)} {as_sentence(start_it_again(refused.next_step))}"
