"""A medium in a block device, mounted for whoever opened it and for nobody else.

It is mounted read-only until something is to be written. Lock order: the one lock, for turning it writable.
"""

import os
import stat
import threading
from contextlib import suppress

from mmbackup.engine.errors import BackupError, MediumLost, WriteProtected
from mmbackup.engine.media.block.device import BlockDevice, is_released
from mmbackup.engine.media.block.ext4_state import mend_if_unclean
from mmbackup.engine.media.block.mounting import mount
from mmbackup.engine.media.block.optical import (
    check_disc,
    is_disc_protected,
    is_optical,
    lock_tray,
    note_disc,
)
from mmbackup.engine.media.block.settling import settle
from mmbackup.engine.media.faults import medium_faults
from mmbackup.engine.media.file_system_room import file_system_room
from mmbackup.engine.media.folder import FolderMedium
from mmbackup.engine.media.folder_file import FolderFile
from mmbackup.engine.media.port import Room
from mmbackup.engine.media.witness import check_witness


class BlockMedium(FolderMedium):
    """Known again by the kernel's count of media in the device."""

    def __init__(self, device: BlockDevice, driver: str) -> None:
        self._device = device
        self._driver = driver
        self._is_optical = is_optical(device)
        self._turning = threading.Lock()
        self._is_writable = False
        self._is_lost = False
        self._files: list[FolderFile] = []
        if self._is_optical:
            note_disc(device)
        super().__init__(mount(device, driver, read_only=True))

    def room(self) -> Room:
        self.check_cheaply()
        with medium_faults():
            return file_system_room(self._root)

    def is_write_protected(self) -> bool:
        """Asked of the device, and of the root's owner; the mount is read-only anyway until a write."""
        self.check_cheaply()
        with medium_faults():
            if self._device.is_read_only() or not _may_be_written(os.fstat(self._root)):
                return True
            if self._is_writable:
                return bool(os.fstatvfs(self._root).f_flag & os.ST_RDONLY)
        return self._is_optical and is_disc_protected(self._device)

    def check(self) -> None:
        self.check_cheaply()
        if self._is_optical:
            check_disc(self._device)
        check_witness(self)

    def check_cheaply(self) -> None:
        """Once lost, always lost: put back, it is another turn."""
        if self._is_lost or self._root < 0:
            raise MediumLost(f"the medium in drive {self._device.drive} was taken out")
        try:
            self._device.check_same()
        except MediumLost:
            self._is_lost = True
            raise

    def prepare_write(self) -> None:
        self.check_cheaply()
        if not self._is_writable:
            with self._turning:
                self._turn_writable()

    def create(self, path: str) -> FolderFile:
        file = super().create(path)
        self._files.append(file)
        self._settle()
        return file

    def make_folder(self, path: str) -> None:
        super().make_folder(path)
        self._settle()

    def rename(self, old: str, new: str) -> None:
        super().rename(old, new)
        self._settle()

    def remove(self, path: str) -> None:
        super().remove(path)
        self._settle()

    def forget_sizes(self) -> None:
        """The system counts for us."""

    def close(self) -> None:
        """Returns when the kernel has let go of the device, so that the medium is clean and may be pulled."""
        if self._device.descriptor < 0:
            return
        for file in self._files:  # one that an error left open would keep the medium mounted
            with suppress(BackupError):
                file.close()
        if self._is_writable and self._is_optical:
            lock_tray(self._device, on=False)
        super().close()
        is_released(self._device.source)
        self._device.close()

    def _settle(self) -> None:
        if self._driver == "udf":
            with medium_faults():
                settle(self._root)

    def _turn_writable(self) -> None:
        if self._is_writable:
            return
        if self.is_write_protected():
            raise WriteProtected(f"the medium in drive {self._device.drive} is write-protected")
        if self._is_optical:
            lock_tray(self._device, on=True)
        super().close()
        if self._driver == "ext4":
            mend_if_unclean(self._device)
        self._root = mount(self._device, self._driver, read_only=False)
        self._is_writable = True


def _may_be_written(root: os.stat_result) -> bool:
    """By this user: os.access would only tell that the mount is read-only for now."""
    user, group = os.geteuid(), {os.getegid(), *os.getgroups()}
    if user in (0, root.st_uid):
        return user == 0 or bool(root.st_mode & stat.S_IWUSR)
    return bool(root.st_mode & (stat.S_IWGRP if root.st_gid in group else stat.S_IWOTH))
