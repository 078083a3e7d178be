"""Opens the tray of an optical drive, or has an RDX dock push its cartridge out."""

import errno
import fcntl
from contextlib import suppress

from mmbackup.engine.errors import MediumError, NoMedium
from mmbackup.engine.media.block.device import BlockDevice, is_released, opened
from mmbackup.engine.media.block.optical import is_optical, lock_tray
from mmbackup.engine.media.port import DriveSpec

EJECT, UNLOCK_DOOR = 0x5309, 0x5381  # CDROMEJECT, which disks of SCSI's kind know too; SCSI_IOCTL_DOORUNLOCK
CANNOT = {errno.ENOTTY, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS}


def eject(spec: DriveSpec, token: str | None = None) -> bool:
    """False when the medium must be taken out by hand; it may be, then: nobody uses it.

    With a token, no other medium is ejected: MediumError then.
    """
    try:
        with opened(spec) as device:
            _refuse_used(device)
            _refuse_another(device, token)
            return _eject(device)
    except NoMedium:
        return True


def _eject(device: BlockDevice) -> bool:
    if is_optical(device):
        lock_tray(device, on=False)
    elif device.is_removable():
        with suppress(OSError):
            fcntl.ioctl(device.descriptor, UNLOCK_DOOR, 0)
    else:
        return False
    try:
        fcntl.ioctl(device.descriptor, EJECT, 0)
    except OSError as error:
        if error.errno in CANNOT:
            return False
        raise MediumError(f"drive {device.drive} did not give its medium out: {error.strerror}") from error
    return True


def _refuse_used(device: BlockDevice) -> None:
    if not is_released(device.source):
        raise MediumError(f"the medium in drive {device.drive} is in use, and is not ejected")


def _refuse_another(device: BlockDevice, token: str | None) -> None:
    if token not in (None, device.token):
        raise MediumError(f"the medium in drive {device.drive} was changed meanwhile; it is not ejected")
