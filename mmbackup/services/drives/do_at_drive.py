"""The verbs of an act at a drive, each done here and now, under the drive's lock."""

from collections.abc import Callable, Mapping
from datetime import datetime

from mmbackup.engine.errors import MediumError
from mmbackup.models import Drive, DriveAct
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.drives.drive_sight import see_drive
from mmbackup.services.drives.eject import eject_medium
from mmbackup.services.drives.format_medium import format_medium
from mmbackup.services.drives.look_into_drive import DriveLook, DriveState
from mmbackup.services.drives.medium_came import medium_came
from mmbackup.services.index.import_medium import import_medium
from mmbackup.services.index.key_for_import import key_for_import
from mmbackup.services.media.label_medium import label_medium
from mmbackup.services.media.relabel_medium import relabel_medium

Arguments = Mapping[str, object]
Verb = DriveAct.Verb


def do_at_drive(*, drive: Drive, verb: DriveAct.Verb, by: str, now: datetime, arguments: Arguments) -> str:
    """One sentence for people. BackupError when it could not be done."""
    return _VERBS[verb](drive, by, now, arguments)


def _look(drive: Drive, by: str, now: datetime, _arguments: Arguments) -> str:
    return what_is_seen(drive, see_drive(drive=drive, now=now, by=by))


def _eject(drive: Drive, by: str, now: datetime, _arguments: Arguments) -> str:
    with drive_lock(drive_id=drive.pk):
        is_out = eject_medium(drive=drive, by=by, now=now)
    if not is_out:
        return f"Take the medium out of {drive.name} by hand: nothing is using it."
    see_drive(drive=drive, now=now, by=by)
    return f"{drive.name} has ejected its medium."


def _label(drive: Drive, by: str, now: datetime, arguments: Arguments) -> str:
    name, pool = _text(arguments, "name"), _text(arguments, "pool")
    identity = label_medium(drive=drive, name=name, pool=pool, by=by, now=now)
    _tell_of_new_medium(drive, by, now)
    return f"The medium in {drive.name} is now {identity.name}, pool {identity.pool}."


def _relabel(drive: Drive, by: str, now: datetime, arguments: Arguments) -> str:
    asked = {key: _text(arguments, key) for key in ("name", "pool", "typed", "seen")}
    identity = relabel_medium(drive=drive, by=by, now=now, **asked)
    _tell_of_new_medium(drive, by, now)
    return f"The medium in {drive.name} is now {identity.name}, pool {identity.pool}, and empty."


def _format(drive: Drive, by: str, now: datetime, arguments: Arguments) -> str:
    typed, seen = _text(arguments, "typed"), _text(arguments, "seen")
    format_medium(drive=drive, typed=typed, seen=seen, by=by, now=now)
    see_drive(drive=drive, now=now, by=by)
    return f"The medium in {drive.name} is formatted and blank. Label it next."


def _import(drive: Drive, by: str, now: datetime, arguments: Arguments) -> str:
    """An act and its arguments stand in the database: they say who keeps the key, if one was given."""
    with key_for_import(_text(arguments, "keeper")) as keys:
        report = import_medium(drive=drive, by=by, now=now, identities=keys)
    see_drive(drive=drive, now=now, by=by)
    return " ".join(report.sentences)


def _tell_of_new_medium(drive: Drive, by: str, now: datetime) -> None:
    """To whoever waits for one: labelled, it may be what was asked for."""
    see_drive(drive=drive, now=now, by=by)
    medium_came(drive=drive, now=now)


def what_is_seen(drive: Drive, look: DriveLook) -> str:
    match look.state:
        case DriveState.LOADED:
            return f"{look.name} is in {drive.name}. {look.problem}".rstrip()
        case DriveState.BLANK:
            return f"A blank medium is in {drive.name}. {look.problem}".rstrip()
        case _:
            return look.problem


def _text(arguments: Arguments, key: str) -> str:
    value = arguments.get(key, "")
    if not isinstance(value, str):
        raise MediumError(f"{key} must be a text")
    return value


_VERBS: dict[DriveAct.Verb, Callable[[Drive, str, datetime, Arguments], str]] = {
    Verb.LOOK: _look,
    Verb.EJECT: _eject,
    Verb.LABEL: _label,
    Verb.RELABEL: _relabel,
    Verb.FORMAT: _format,
    Verb.IMPORT: _import,
}
