"""How a keeper is spoken to: a socket in var/keys, for this user alone, and a byte for what is wanted."""

import contextlib
import os
import socket
import struct
from collections.abc import Iterator
from uuid import UUID

from mmbackup.environment import data_folder

GIVE, GO = b"g", b"x"
LONGEST = 4096
_PATIENCE = 5.0  # seconds
_CREDENTIALS = struct.Struct("3i")


def ask(run_id: str, wish: bytes) -> bytes:
    """What the keeper answers; nothing when there is none."""
    with address_of(run_id) as address, socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(_PATIENCE)
        try:
            asking.connect(address)
            if not is_ours(asking):
                return b""
            asking.sendall(wish)
            return _all_of(asking)
        except OSError:
            return b""


@contextlib.contextmanager
def address_of(run_id: str) -> Iterator[str]:
    """By way of the folder's descriptor: a socket's address has room for a hundred characters only."""
    name = f"{UUID(run_id)}.sock"
    folder = os.open(data_folder("keys"), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{name}"
    finally:
        os.close(folder)


def is_ours(connection: socket.socket) -> bool:
    """Whether a process of this very user is at the other end; the kernel says so."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(credentials)
    return bool(user == os.geteuid())


def _all_of(connection: socket.socket) -> bytes:
    content = b""
    while len(content) <= LONGEST and (chunk := connection.recv(LONGEST)):
        content += chunk
    return content
