"""Mounts a device's file system, in turn with others that look at it for a moment."""

import errno
import os
import time
from collections.abc import Mapping

from mmbackup.engine.errors import ForeignFileSystem, FormatError, MediumError
from mmbackup.engine.media.block.device import BlockDevice
from mmbackup.engine.media.block.kernel_mount import mount_detached
from mmbackup.engine.media.faults import translated

PATIENCE = 15.0  # seconds
PAUSE = 0.1
NO_FILE_SYSTEM = {errno.EINVAL, errno.EBADMSG}
# A look replays no journal: reading a medium changes nothing on it. An ext4 that finds itself damaged stops.
READING: Mapping[str, Mapping[str, str]] = {"ext4": {"noload": "", "errors": "remount-ro"}, "udf": {}}
WRITING: Mapping[str, Mapping[str, str]] = {"ext4": {"errors": "remount-ro"}, "udf": {}}


def mount(device: BlockDevice, driver: str, *, read_only: bool) -> int:
    """The root's descriptor. MediumError when it cannot be had in time."""
    until = time.monotonic() + PATIENCE
    options = (READING if read_only else WRITING)[driver]
    while True:
        try:
            return mount_detached(kind=driver, source=device.source, options=options, read_only=read_only)
        except OSError as error:
            if error.errno != errno.EBUSY or time.monotonic() >= until:
                raise _told(device, driver, error) from error
        time.sleep(PAUSE)


def _told(device: BlockDevice, driver: str, error: OSError) -> MediumError | FormatError:
    if error.errno == errno.EBUSY:
        return in_use(device)
    if error.errno == errno.ENODEV:
        return MediumError(f"this system's kernel has no driver for {driver}")
    if error.errno in NO_FILE_SYSTEM:
        return ForeignFileSystem(f"the medium's file system cannot be mounted: {error.strerror}")
    return translated(error)


def in_use(device: BlockDevice) -> MediumError:
    place = mounted_at(device.number)
    where = f" (mounted at {place}: unmount it, and switch automatic mounting off)" if place else ""
    return MediumError(f"the medium in drive {device.drive} is in use by another program{where}")


def mounted_at(number: int) -> str:
    """Where the system itself has the device mounted, as far as this process sees."""
    wanted = f"{os.major(number)}:{os.minor(number)}"
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
            found = (line.split() for line in file)
            return next((words[4] for words in found if words[2] == wanted), "")
    except OSError:
        return ""
