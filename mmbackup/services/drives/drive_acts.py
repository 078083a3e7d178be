"""Acts at a drive: done at once where anybody may, else asked of the worker, which has the rights.

An act always ends, and always with an answer or with a problem and what to do next. Lock order: the drive's
lock, then the database.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive, DriveAct
from mmbackup.services.broker import BrokerUnreachable, hand_over
from mmbackup.services.drives.do_at_drive import do_at_drive
from mmbackup.services.drives.open_act import LONGEST
from mmbackup.services.history.remember_change import FieldChange, remember_change

DRIVE_ACT_TASK = "mmbackup.tasks.drive_act"
PATIENCE = timedelta(minutes=2)  # an act that nobody began in this time is not begun any more
BY_ANYBODY = {"emulated", "directory"}
TOLD = ("name", "pool")  # of the arguments, in the history

State = DriveAct.State


def ask_drive(
    *,
    drive: Drive,
    verb: DriveAct.Verb,
    by: str,
    now: datetime,
    arguments: Mapping[str, object] | None = None,
    here: bool | None = None,
    act_id: UUID | None = None,
) -> DriveAct:
    """here: in this process; without it, so it is for the kinds of drives that need no rights.

    act_id: where the act's name had to be known before.
    """
    end_stale_acts(now=now)
    with transaction.atomic():
        act = DriveAct.objects.create(
            pk=act_id or uuid4(),
            drive=drive,
            verb=verb,
            arguments=dict(arguments or {}),
            asked_at=now,
            asked_by=by,
        )
        _remember_asked(act)
    if here is None:
        here = drive.kind in BY_ANYBODY
    if here:
        return do_act(act_id=act.pk, now=now)
    _hand_over(act, now)
    act.refresh_from_db()
    return act


def do_act(*, act_id: UUID, now: datetime) -> DriveAct:
    """The act as it is afterwards. One that somebody has begun, or that came too late, is left alone."""
    waiting = DriveAct.objects.filter(pk=act_id, state=State.WAITING, asked_at__gt=now - PATIENCE)
    is_ours = waiting.update(state=State.WORKING)
    act = DriveAct.objects.select_related("drive__site").get(pk=act_id)
    if is_ours:
        _do(act, now)
        act.refresh_from_db()
    return act


def end_stale_acts(*, now: datetime) -> int:
    """How many nobody will do any more: their worker is gone, or there was none."""
    waiting = DriveAct.objects.filter(state=State.WAITING, asked_at__lte=now - PATIENCE)
    working = DriveAct.objects.filter(state=State.WORKING, asked_at__lte=now - LONGEST)
    step = "See that the worker runs (make run, or systemctl status mmbackup-worker), then try again."
    return waiting.update(
        state=State.FAILED, ended_at=now, problem="No worker took it in time.", next_step=step
    ) + working.update(
        state=State.FAILED, ended_at=now, problem="The worker did not come to an end with it.", next_step=step
    )


def _remember_asked(act: DriveAct) -> None:
    """What came of it, the medium's custody tells. A look changes nothing."""
    if act.verb == DriveAct.Verb.LOOK:
        return
    fields = [FieldChange(key, None, act.arguments[key]) for key in TOLD if act.arguments.get(key)]
    deed, subject = f"{act.verb} asked for", f"drive {act.drive.name}"
    remember_change(deed=deed, subject=subject, now=act.asked_at, site=act.drive.site, fields=fields)


def _do(act: DriveAct, now: datetime) -> None:
    try:
        answer = do_at_drive(
            drive=act.drive,
            verb=DriveAct.Verb(act.verb),
            by=act.asked_by,
            now=now,
            arguments=act.arguments,
        )
    except BackupError as error:
        _end(act, State.FAILED, now, problem=_sentence(error), next_step=error.next_step)
    else:
        _end(act, State.DONE, now, answer=answer)


def _hand_over(act: DriveAct, now: datetime) -> None:
    try:
        hand_over(task=DRIVE_ACT_TASK, arguments=(str(act.pk),), expires=PATIENCE)
    except BrokerUnreachable as error:
        _end(act, State.FAILED, now, problem=_sentence(error), next_step=error.next_step)


def _end(act: DriveAct, state: DriveAct.State, now: datetime, **words: str) -> None:
    """Whoever ended it before is right."""
    still_open = DriveAct.objects.filter(pk=act.pk, state__in=[State.WAITING, State.WORKING])
    still_open.update(state=state, ended_at=now, **words)


def _sentence(error: BackupError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
