"""Asks the worker to import what lies on the medium in a drive, with a key for that one import if need be."""

from datetime import datetime
from uuid import uuid4

from mmbackup.models import Drive, DriveAct
from mmbackup.services.drives.drive_acts import ask_drive
from mmbackup.services.keys.keeper import end_keeper, start_keeper


def ask_import(*, drive: Drive, by: str, now: datetime, secret: str = "") -> DriveAct:
    """Raise WrongKey or KeyNotKept: nothing has changed. The act knows who keeps the key, and not the key."""
    if not secret:
        return ask_drive(drive=drive, verb=DriveAct.Verb.IMPORT, by=by, now=now, here=False)
    act_id = uuid4()
    start_keeper(act_id, secret)
    keeper = {"keeper": str(act_id)}
    asked = ask_drive(
        drive=drive, verb=DriveAct.Verb.IMPORT, by=by, now=now, arguments=keeper, here=False, act_id=act_id
    )
    if asked.is_over:
        end_keeper(act_id)
    return asked
