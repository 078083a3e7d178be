"""What lies on a device: a file system to mount, another one, partitions, bytes of no known kind, nothing."""

import os
from dataclasses import dataclass

from mmbackup.engine.media.block.device import BlockDevice
from mmbackup.engine.media.block.programs import run_program
from mmbackup.engine.media.faults import medium_faults

LIMIT = 120.0  # seconds; a scratched disc is read again and again
NOTHING, AMBIVALENT = 2, 8
DRIVERS = {"ext2": "ext4", "ext3": "ext4", "ext4": "ext4", "udf": "udf"}
SAMPLE = 1 << 20


@dataclass(frozen=True, slots=True)
class Signature:
    """driver is empty for what mmbackup does not mount; words say what it is."""

    driver: str = ""
    label: str = ""
    words: str = ""

    @property
    def is_nothing(self) -> bool:
        return not self.driver and not self.words


def probe(device: BlockDevice) -> Signature:
    """MediumError when the device does not answer."""
    sample = _sample(device)
    status, output = run_program(
        "blkid", "-p", "-o", "export", device.path, limit=LIMIT, fine=(0, NOTHING, AMBIVALENT)
    )
    if status == AMBIVALENT:
        return Signature(words="traces of several file systems")
    if status == NOTHING:
        return Signature(words="bytes of no known kind" if any(sample) else "")
    return _signature(dict(line.split("=", 1) for line in output.splitlines() if "=" in line))


def _signature(found: dict[str, str]) -> Signature:
    kind, label = found.get("TYPE", ""), found.get("LABEL", "")
    if kind in DRIVERS:
        return Signature(DRIVERS[kind], label)
    if kind:
        return Signature(
            "", label, f"a file system of the kind {kind}" + (f", named {label}" if label else "")
        )
    return Signature("", label, f"partitions ({found.get('PTTYPE', 'of an unknown kind')})")


def _sample(device: BlockDevice) -> bytes:
    """The beginning, as a first question too whether the medium can be read at all."""
    with medium_faults():
        descriptor = os.open(device.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return os.pread(descriptor, SAMPLE, 0)
        finally:
            os.close(descriptor)
