"""The keeper itself: gives its key to processes of this user until the run no longer needs it."""

import contextlib
import os
import select
import socket
from collections.abc import Callable, Iterator

from mmbackup.services.keys.keeper_socket import GIVE, GO, address_of, is_ours
from mmbackup.services.keys.locked_page import LockedPage

_BETWEEN_LOOKS = 5.0  # seconds
_PATIENCE = 2.0


def hold_key(
    *, run_id: str, page: LockedPage, parent: int, is_needed: Callable[[], bool], tell: Callable[[], None]
) -> None:
    """Until told to go, the parent has died, or is_needed says no. tell is called once it can be asked."""
    with _listening(run_id) as listener, _watched(parent) as life:
        tell()
        poll = select.poll()
        poll.register(listener, select.POLLIN)
        poll.register(life, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll(_BETWEEN_LOOKS * 1000)}
            if life in ready:
                return
            if listener.fileno() in ready and not _answer(listener, page):
                return
            if not ready and not is_needed():
                return


def _answer(listener: socket.socket, page: LockedPage) -> bool:
    """False when the key is to be forgotten. Whoever breaks off harms nobody."""
    connection, _ = listener.accept()
    with connection, contextlib.suppress(OSError):
        connection.settimeout(_PATIENCE)
        if not is_ours(connection):
            return True
        wish = connection.recv(1)
        if wish == GO:
            page.wipe()
            return False
        if wish == GIVE:
            with page.content as content:
                connection.sendall(content)
    return True


@contextlib.contextmanager
def _listening(run_id: str) -> Iterator[socket.socket]:
    """The name goes before the process does: who asks then finds nobody."""
    with address_of(run_id) as address, socket.socket(socket.AF_UNIX) as listener:
        with contextlib.suppress(FileNotFoundError):  # of one that was killed
            os.unlink(address)
        before = os.umask(0o177)
        try:
            listener.bind(address)
        finally:
            os.umask(before)
        listener.listen(8)
        try:
            yield listener
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(address)


@contextlib.contextmanager
def _watched(process: int) -> Iterator[int]:
    """A descriptor that becomes readable when the process dies; any of its threads may have started us."""
    descriptor = os.pidfd_open(process)
    try:
        if os.getppid() != process:
            raise SystemExit("the process that started this one is gone")
        yield descriptor
    finally:
        os.close(descriptor)
