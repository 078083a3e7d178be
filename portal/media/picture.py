"""What the picture of a drive shows."""

from dataclasses import dataclass
from typing import assert_never

from django.utils.translation import gettext as _

from mmbackup.services.drives.look_into_drive import DriveLook, DriveState
from mmbackup.services.morning import Level


@dataclass(frozen=True, slots=True)
class Picture:
    """state is the picture's own: busy, loaded, protected, empty, trouble."""

    state: str
    level: Level
    icon: str
    word: str


def picture_of(look: DriveLook, *, is_busy: bool) -> Picture:
    """A busy drive is busy whatever else may be said of it."""
    if is_busy:
        return Picture("busy", Level.RUNNING, "moon-rising", _("Busy: leave the medium in"))
    match look.state:
        case DriveState.LOADED | DriveState.BLANK:
            return _loaded(look)
        case DriveState.EMPTY:
            return Picture("empty", Level.WARNING, "eject", _("Empty: no medium in the drive"))
        case DriveState.FOREIGN:
            return Picture("trouble", Level.BAD, "warning", _("Foreign data: not one of our media"))
        case DriveState.UNREACHABLE:
            return Picture("trouble", Level.BAD, "warning", _("Out of reach"))
    assert_never(look.state)


def _loaded(look: DriveLook) -> Picture:
    if look.write_protected:
        return Picture("protected", Level.WARNING, "lock", _("Write-protected"))
    if look.state is DriveState.BLANK:
        return Picture("loaded", Level.WARNING, "disc", _("Blank: not labelled yet"))
    if look.problem:
        return Picture("loaded", Level.WARNING, "disc", _("Loaded, but not for tonight"))
    return Picture("loaded", Level.GOOD, "disc", _("Loaded and ready"))
