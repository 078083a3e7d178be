"""The kernel's own news of devices that came, went or were given another medium. Needs no rights."""

import select
import socket
from contextlib import suppress
from typing import Self

KOBJECT_UEVENT = 15
FROM_KERNEL = 1
LONGEST = 16 << 10


class BlockNews:
    """Where the kernel does not tell, as in some containers, wait() merely waits."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        with suppress(OSError):
            made = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK, KOBJECT_UEVENT)
            made.bind((0, FROM_KERNEL))
            self._socket = made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket is not None:
            self._socket.close()

    def wait(self, seconds: float) -> bool:
        """True as soon as something happened to a block device; what it was is for the caller to find out."""
        waiting = select.poll()  # select() takes no descriptor above 1023
        if self._socket is not None:
            waiting.register(self._socket, select.POLLIN)
        return bool(waiting.poll(seconds * 1000)) and self._take_all()

    def _take_all(self) -> bool:
        is_block = False
        with suppress(BlockingIOError):
            while self._socket is not None:
                is_block |= self._is_of_block_device(self._socket)
        return is_block

    def _is_of_block_device(self, kernel: socket.socket) -> bool:
        """News that were lost for want of room may have been of one."""
        try:
            return b"\0SUBSYSTEM=block\0" in kernel.recv(LONGEST)
        except BlockingIOError:
            raise
        except OSError:
            return True
