"""Makes a new file system on a medium; never on anything in use, and never on a disk of the system's."""

import os
from collections.abc import Callable

from mmbackup.engine.errors import MediumError, WriteProtected
from mmbackup.engine.media.block.device import BlockDevice, is_released, opened
from mmbackup.engine.media.block.drive import require_medium
from mmbackup.engine.media.block.mounting import mounted_at
from mmbackup.engine.media.block.optical import is_disc_protected, is_optical
from mmbackup.engine.media.block.probe import probe
from mmbackup.engine.media.block.programs import run_program
from mmbackup.engine.media.port import DriveSpec

LIMIT = 1200.0  # seconds; a large disk is told first which blocks are free
PATIENCE = 5.0  # seconds for a look that is just ending
FEWEST_INODES = 2048  # on a small disk: every file of every set takes one
BYTES_AN_INODE = 4 << 20
EXT4_FEATURES = ("-m", "0", "-O", "^has_journal", "-e", "remount-ro")


def format_medium(spec: DriveSpec) -> None:
    """All that lies on the medium is gone afterwards. It will belong to the user this process runs as."""
    make = _makers().get(str(spec.settings.get("file_system")))
    if make is None:
        raise MediumError(f"drive {spec.name}: file_system must be ext4 or udf")
    with opened(spec) as device:
        require_medium(device)
        _refuse_protected(device)
        refuse_used(device)
        run_program("wipefs", "--all", "--quiet", device.path, limit=LIMIT)
        make(device)
        if probe(device).driver != spec.settings["file_system"]:
            raise MediumError(f"the new file system in drive {spec.name} is not found again on the medium")


def refuse_used(device: BlockDevice) -> None:
    """The whole disk must be free, also where the drive is but a part of it: no system disk ever is."""
    for path in (device.path, _whole_disk(device)):
        if not is_released(path, patience=PATIENCE):
            place = mounted_at(os.stat(path).st_rdev)
            where = f" (mounted at {place})" if place else ""
            raise MediumError(f"{path} or a part of that disk is in use{where}: it is not formatted")


def _whole_disk(device: BlockDevice) -> str:
    """The device itself, unless it is a partition."""
    if not os.path.exists(f"{device.system_folder}/partition"):
        return device.path
    parent = os.path.basename(os.path.dirname(os.path.realpath(device.system_folder)))
    path = f"/dev/{parent}"
    if not os.access(path, os.R_OK):
        raise MediumError(f"{path}, on which {device.path} lies, cannot be asked whether it is in use")
    return path


def _refuse_protected(device: BlockDevice) -> None:
    if device.is_read_only() or (is_optical(device) and is_disc_protected(device)):
        raise WriteProtected(f"the medium in drive {device.drive} is write-protected")


def _make_ext4(device: BlockDevice) -> None:
    """Few inodes, no journal, nothing kept for root: nearly all of it is room for files."""
    owner = f"root_owner={os.geteuid()}:{os.getegid()},lazy_itable_init=0"
    inodes = str(max(FEWEST_INODES, device.size // BYTES_AN_INODE))
    run_program("mkfs.ext4", "-q", "-F", *EXT4_FEATURES, "-N", inodes, "-E", owner, device.path, limit=LIMIT)


def _make_udf(device: BlockDevice) -> None:
    owner = (f"--uid={os.geteuid()}", f"--gid={os.getegid()}", "--mode=0755")
    names = ("--utf8", "--label=mmbackup")
    run_program("mkudffs", *names, "--udfrev=2.01", "--bootarea=erase", *owner, device.path, limit=LIMIT)


def _makers() -> dict[str, Callable[[BlockDevice], None]]:
    return {"ext4": _make_ext4, "udf": _make_udf}
