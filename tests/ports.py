"""Free ports of this machine for servers of the tests' own: no two processes of a session share any.

They lie below those that the kernel hands to whoever asks for any: one of those that is asked for and let go
of may be somebody else's before our server has it.
"""

import os
import socket
from collections import deque

HERE = "127.0.0.1"
_FIRST, _EACH, _SHARES = 10_000, 1_400, 16  # the kernel's own begin at 32,768


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM, address: str = HERE) -> int:
    """One that was not given before, as long as there are others."""
    for _ in range(_EACH):
        _own.rotate(-1)
        if _is_free(kind, address, _own[0]):
            return _own[0]
    raise OSError("there is no free port")


def _share() -> "deque[int]":
    """Of this process; where in it it begins differs, should another session run beside this one."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _SHARES
    found = deque(range(_FIRST + worker * _EACH, _FIRST + (worker + 1) * _EACH))
    found.rotate(os.getpid())
    return found


_own = _share()


def _is_free(kind: socket.SocketKind, address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as asked:
        try:
            asked.bind((address, port))
        except OSError:
            return False
        return True
