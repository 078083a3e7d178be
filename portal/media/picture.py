"""What the picture of a drive shows."""

from dataclasses import dataclass

from mmbackup.services.look_into_drive import DriveLook
from portal.looks import Level


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
        return Picture("busy", Level.RUNNING, "moon-rising", "Busy: leave the medium in")
    if look.state == "empty":
        return Picture("empty", Level.UNKNOWN, "moon-none", "Empty: no medium in the drive")
    if look.write_protected:
        return Picture("protected", Level.WARNING, "lock", "Write-protected")
    if look.state == "loaded":
        return Picture("loaded", Level.GOOD, "disc", "Loaded and ready")
    if look.state == "blank":
        return Picture("loaded", Level.WARNING, "disc", "Blank: not labelled yet")
    return Picture("trouble", Level.BAD, "warning", look.state.capitalize())
