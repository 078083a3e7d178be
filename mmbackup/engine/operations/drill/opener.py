"""The process that opens what a drill has restored, within bounds: it is the one to die of a hostile file.

What to open comes on standard input, each with a NUL behind it; for each a line goes out: the kind of its
content, what is wrong with it, and why it was not checked, with tabs between. Without a kind nobody has
looked at it. While a tool is at work, carriage returns tell that it is.
"""

import ctypes
import fcntl
import os
import resource
import socket
import struct
import sys
import time

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.format.names import one_line
from mmbackup.engine.operations.drill.asking import names_asked
from mmbackup.engine.operations.drill.by_tool import kind_of_output, missing_tool, problem_of_output
from mmbackup.engine.operations.drill.opening import kind_of, problem_of
from mmbackup.engine.operations.drill.to_open import ToOpen, unpacked
from mmbackup.engine.sources.putting_back.programs import LocalPrograms

MEMORY = 512 << 20  # bytes
LONGEST_PROBLEM = 200
TOOLS_MAY_TAKE = 1800.0  # seconds for one file
_CLONE_NEWNET = 0x4000_0000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1


class Patience:
    """Says that a tool is at work, and has it ended when that takes too long."""

    def __init__(self, seconds: float = TOOLS_MAY_TAKE) -> None:
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def look(self) -> None:
        if time.monotonic() > self._until:
            raise CommandFailed(f"the check took longer than {self._seconds:,.0f} seconds")
        sys.stdout.write("\r")
        sys.stdout.flush()


def answer(file: ToOpen) -> str:
    programs = LocalPrograms(Patience().look)
    try:
        kind = kind_of_output(file)
        if kind:
            return _line(kind, problem_of_output(file, programs))
        kind = kind_of(file.path)
        if tool := missing_tool(kind):
            return _line("", unchecked=f"{tool} is not here")
        return _line(kind, problem_of(file.path, kind, programs) if kind else "")
    except (MemoryError, RecursionError, OSError):
        return _line("", unchecked="it needs more room than a check may take")


def _line(kind: str, problem: str = "", unchecked: str = "") -> str:
    return f"{kind}\t{one_line(problem)[:LONGEST_PROBLEM]}\t{unchecked}"


def _bounded() -> None:
    """Nothing that is opened here reaches the network, where this process may leave it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    _leave_network()
    os.environ["PATH"] += ":/usr/sbin:/sbin"


def _leave_network() -> None:
    """But for a loopback of its own, without which Postfix's tools do not start."""
    if ctypes.CDLL(None).unshare(_CLONE_NEWNET) == 0:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            fcntl.ioctl(asked, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))


if __name__ == "__main__":
    _bounded()
    for each in names_asked():
        sys.stdout.write(f"{answer(unpacked(each))}\n")
        sys.stdout.flush()
