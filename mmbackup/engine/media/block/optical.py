"""What only optical drives are asked: is a disc in, was it changed, may it be written; its tray's lock."""

import errno
import fcntl
import os
from contextlib import suppress
from enum import Enum

from mmbackup.engine.errors import MediumLost
from mmbackup.engine.media.block.device import BlockDevice

DRIVE_STATUS, MEDIA_CHANGED, LOCK_DOOR, GET_CAPABILITY = 0x5326, 0x5325, 0x5329, 0x5331
CURRENT_SLOT = 0x7FFFFFFF
PROTECTED = {errno.EROFS, errno.EACCES, errno.EPERM}


class Disc(Enum):
    """The kernel's answers to CDROM_DRIVE_STATUS."""

    UNKNOWN = 0
    NONE = 1
    TRAY_OPEN = 2
    NOT_READY = 3
    THERE = 4


def is_optical(device: BlockDevice) -> bool:
    try:
        fcntl.ioctl(device.descriptor, GET_CAPABILITY, 0)
    except OSError:
        return False
    return True


def disc_in(device: BlockDevice) -> Disc:
    try:
        return Disc(fcntl.ioctl(device.descriptor, DRIVE_STATUS, CURRENT_SLOT))
    except (OSError, ValueError):
        return Disc.UNKNOWN


def check_disc(device: BlockDevice) -> None:
    """MediumLost when the drive says that the disc went or was changed since it was asked last."""
    if disc_in(device) not in {Disc.THERE, Disc.UNKNOWN}:
        raise MediumLost(f"the disc in drive {device.drive} is gone")
    with suppress(OSError):
        if fcntl.ioctl(device.descriptor, MEDIA_CHANGED, CURRENT_SLOT) == 1:
            raise MediumLost(f"the disc in drive {device.drive} was changed")


def note_disc(device: BlockDevice) -> None:
    """From here on a change counts."""
    with suppress(OSError):
        fcntl.ioctl(device.descriptor, MEDIA_CHANGED, CURRENT_SLOT)


def is_disc_protected(device: BlockDevice) -> bool:
    """The drive answers it when it is opened for writing."""
    try:
        os.close(os.open(device.path, os.O_RDWR | os.O_CLOEXEC))
    except OSError as error:
        return error.errno in PROTECTED
    return False


def lock_tray(device: BlockDevice, *, on: bool) -> None:
    """Not every drive has a lock; the kernel unlocks by itself when the last user of the disc is gone."""
    with suppress(OSError):
        fcntl.ioctl(device.descriptor, LOCK_DOOR, int(on))
