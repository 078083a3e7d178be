"""What can be done to a drive beside opening it: is something in it, and out with it."""

import os
from dataclasses import dataclass

from mmbackup.engine.errors import NoMedium
from mmbackup.engine.media.emulated import EmulatedDrive
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.media.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a kind of drive can do by itself; the rest is done by hand."""

    eject: bool = False
    format: bool = False


_ABILITIES = {"emulated": Abilities(eject=True)}


def abilities(spec: DriveSpec) -> Abilities:
    return _ABILITIES.get(spec.kind, Abilities())


def presence(spec: DriveSpec) -> str | None:
    """A word that is another one after each change of medium; None for an empty drive. MediumError else."""
    if spec.kind == "emulated":
        return _shelf(spec).turn()
    try:
        medium = open_drive(spec).open()
    except NoMedium:
        return None
    medium.close()
    found = os.stat(str(spec.settings["path"]))
    return f"{found.st_dev} {found.st_ino}"


def eject(spec: DriveSpec) -> bool:
    """False when the medium must be taken out by hand. An empty drive stays empty."""
    if spec.kind != "emulated":
        return False
    _shelf(spec).eject()
    return True


def _shelf(spec: DriveSpec) -> Shelf:
    EmulatedDrive(spec)  # checks the settings
    return Shelf(str(spec.settings["path"]))
