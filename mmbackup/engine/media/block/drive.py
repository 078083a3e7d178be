"""The block device drive: finds out what is in it, and mounts a medium of ours for whoever opened it."""

import time

from mmbackup.engine.errors import ForeignFileSystem, NoMedium, UnformattedMedium
from mmbackup.engine.media.block.device import BlockDevice
from mmbackup.engine.media.block.medium import BlockMedium
from mmbackup.engine.media.block.optical import Disc, disc_in, is_optical
from mmbackup.engine.media.block.probe import Signature, probe
from mmbackup.engine.media.port import DriveSpec

SPIN_UP = 60.0  # seconds a disc may take until it can be read
PAUSE = 0.5  # seconds


class BlockDrive:
    """settings: device, such as /dev/sr0 or /dev/disk/by-id/…; file_system, which format makes."""

    def __init__(self, spec: DriveSpec) -> None:
        self._spec = spec

    def open(self) -> BlockMedium:
        """Read-only until the first write, so that what is not ours stays as it is."""
        device = BlockDevice(self._spec)
        try:
            require_medium(device)
            signature = probe(device)
            _check_is_mountable(device, signature)
            return BlockMedium(device, signature.driver)
        except BaseException:
            device.close()
            raise


def require_medium(device: BlockDevice) -> None:
    """NoMedium when there is none."""
    if is_optical(device):
        _await_disc(device)
    if device.size == 0:
        raise NoMedium(f"no medium in drive {device.drive}")


def _await_disc(device: BlockDevice) -> None:
    until = time.monotonic() + SPIN_UP
    while (disc := disc_in(device)) is Disc.NOT_READY and time.monotonic() < until:
        time.sleep(PAUSE)
    if disc in {Disc.NONE, Disc.TRAY_OPEN, Disc.NOT_READY}:
        words = {Disc.TRAY_OPEN: "its tray is open", Disc.NOT_READY: "it does not get ready"}
        reason = f": {words[disc]}" if disc in words else ""
        raise NoMedium(f"no medium in drive {device.drive}{reason}")


def _check_is_mountable(device: BlockDevice, signature: Signature) -> None:
    if signature.driver:
        return
    if signature.is_nothing:
        raise UnformattedMedium(f"the medium in drive {device.drive} is blank and has no file system yet")
    raise ForeignFileSystem(f"the medium in drive {device.drive} holds {signature.words}")
