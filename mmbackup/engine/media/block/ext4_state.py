"""Mends an ext4 that was not left cleanly, say a disk pulled in mid-run, before anything is written to it."""

import os
import struct

from mmbackup.engine.errors import MediumDamaged, MediumError
from mmbackup.engine.media.block.device import BlockDevice, is_released
from mmbackup.engine.media.block.mounting import in_use
from mmbackup.engine.media.block.programs import run_program
from mmbackup.engine.media.faults import medium_faults

SUPERBLOCK, SUPERBLOCK_SIZE = 1024, 1024
STATE, INCOMPATIBLE = 0x3A, 0x60
CLEAN, HAS_ERRORS, NEEDS_RECOVERY = 1, 2, 4
LIMIT = 1800.0  # seconds
MENDED, COULD_NOT = (0, 1), 8
TRIES = 5  # for others that look at the device for a moment, as it is begun


def mend_if_unclean(device: BlockDevice) -> None:
    """MediumDamaged when it takes a person to mend it, MediumError while another program uses it."""
    for _ in range(TRIES):
        if _is_clean(device):
            return
        if not is_released(device.source):
            raise in_use(device)
        if _check(device, fine=(*MENDED, COULD_NOT)) in MENDED:
            return
    _check(device, fine=MENDED)


def _check(device: BlockDevice, fine: tuple[int, ...]) -> int:
    device.check_same()  # who waited may find another medium there, which is not to be touched
    try:
        return run_program("e2fsck", "-p", device.path, limit=LIMIT, fine=fine)[0]
    except MediumError as error:
        raise MediumDamaged(f"the medium's file system was not left cleanly: {error}") from error


def _is_clean(device: BlockDevice) -> bool:
    """Read past the page cache, which may be older than what a mount wrote."""
    with medium_faults():
        descriptor = os.open(device.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.posix_fadvise(descriptor, 0, SUPERBLOCK + SUPERBLOCK_SIZE, os.POSIX_FADV_DONTNEED)
            superblock = os.pread(descriptor, SUPERBLOCK_SIZE, SUPERBLOCK)
        finally:
            os.close(descriptor)
    (state,) = struct.unpack_from("<H", superblock, STATE)
    (features,) = struct.unpack_from("<I", superblock, INCOMPATIBLE)
    return bool(state & CLEAN) and not state & HAS_ERRORS and not features & NEEDS_RECOVERY
