"""Formats the medium in a drive: all on it goes, with the consent of a person who was shown what that is."""

import hashlib

from mmbackup.engine.errors import MediumLost, NoMedium, UnformattedMedium, WrongMedium
from mmbackup.engine.format.identity import Identity
from mmbackup.engine.media import control
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.relabel import Consent, Holding, check_consent, holding


def what_would_go(drive: DriveSpec) -> Holding:
    """Raise NoMedium or MediumLost when there is nothing to ask."""
    try:
        medium = open_drive(drive).open()
    except (NoMedium, MediumLost):
        raise
    except WrongMedium as error:
        return unopened(drive, error)
    try:
        return holding(medium)
    finally:
        medium.close()


def unopened(drive: DriveSpec, error: WrongMedium) -> Holding:
    """What cannot be mounted shows no names: the drive's own is typed then. A blank one asks for none."""
    word = "" if isinstance(error, UnformattedMedium) else drive.name
    return Holding(None, (), hashlib.sha256(str(error).encode()).hexdigest(), word)


def erase(*, drive: DriveSpec, found: Holding, consent: Consent) -> Identity | None:
    """The identity that is gone now, if it was one of ours."""
    check_consent(found, consent)
    control.format_medium(drive)
    return found.identity
