"""What can be done to a drive beside opening it: is something in it, out with it, a new file system on it."""

import os
from dataclasses import dataclass

from mmbackup.engine.errors import MediumError, NoMedium
from mmbackup.engine.media.block import ejecting, formatting
from mmbackup.engine.media.block.device import opened
from mmbackup.engine.media.block.drive import require_medium
from mmbackup.engine.media.emulated import EmulatedDrive
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.media.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a kind of drive may be able to do by itself; the rest is done by hand."""

    eject: bool = False
    format: bool = False


_ABILITIES = {"emulated": Abilities(eject=True), "block device": Abilities(eject=True, format=True)}


def abilities(spec: DriveSpec) -> Abilities:
    return _ABILITIES.get(spec.kind, Abilities())


def presence(spec: DriveSpec) -> str | None:
    """A word that is another one after each change of medium; None for an empty drive. MediumError else.

    Changes nothing, mounts nothing, and may be asked while a run uses the drive.
    """
    try:
        match spec.kind:
            case "emulated":
                return _shelf(spec).turn()
            case "block device":
                return _block_presence(spec)
            case _:
                return _mount_presence(spec)
    except NoMedium:
        return None


def eject(spec: DriveSpec, medium: str | None = None) -> bool:
    """False when the medium must be taken out by hand. An empty drive stays empty.

    With the word of a medium's presence, no other one is ejected: MediumError then.
    """
    match spec.kind:
        case "emulated":
            _shelf(spec).eject(medium)
            return True
        case "block device":
            return ejecting.eject(spec, medium)
        case _:
            return False


def format_medium(spec: DriveSpec) -> None:
    """All that lies on the medium is gone afterwards."""
    if not abilities(spec).format:
        raise MediumError(f"drive {spec.name} does not format its media; relabelling removes what is on them")
    formatting.format_medium(spec)


def _block_presence(spec: DriveSpec) -> str:
    with opened(spec) as device:
        require_medium(device)
        return device.token


def _mount_presence(spec: DriveSpec) -> str:
    open_drive(spec).open().close()
    found = os.stat(str(spec.settings["path"]))
    return f"{found.st_dev} {found.st_ino}"


def _shelf(spec: DriveSpec) -> Shelf:
    EmulatedDrive(spec)  # checks the settings
    return Shelf(str(spec.settings["path"]))
