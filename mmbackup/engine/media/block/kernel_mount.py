"""Mounts a file system that nobody else sees: a detached mount, which ends when its last descriptor closes.

So a medium is clean as soon as its run is over, however the run ended: the kernel closes what a killed
process held. Of all rights it takes CAP_SYS_ADMIN alone.
"""

import ctypes
import errno
import os
from collections.abc import Mapping

from mmbackup.engine.errors import MediumError

FSOPEN, FSCONFIG, FSMOUNT = 430, 431, 432  # the same numbers on every architecture
CLOSE_ON_EXEC = 1
SET_FLAG, SET_STRING, CREATE = 0, 1, 6
READ_ONLY, NO_SUID, NO_DEVICES, NO_PROGRAMS = 1, 2, 4, 8
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC

_libc = ctypes.CDLL(None, use_errno=True)


def mount_detached(*, kind: str, source: str, options: Mapping[str, str], read_only: bool) -> int:
    """The descriptor of the medium's root. An option without value is a flag. OSError as the kernel says."""
    context = _call(FSOPEN, kind.encode(), CLOSE_ON_EXEC)
    try:
        _configure(context, {"source": source, **options, **({"ro": ""} if read_only else {})})
        attributes = NO_SUID | NO_DEVICES | NO_PROGRAMS | (READ_ONLY if read_only else 0)
        mount = _call(FSMOUNT, context, CLOSE_ON_EXEC, attributes)
    finally:
        os.close(context)
    try:
        return os.open(".", FOLDER, dir_fd=mount)
    finally:
        os.close(mount)


def _configure(context: int, options: Mapping[str, str]) -> None:
    for key, value in options.items():
        if value:
            _call(FSCONFIG, context, SET_STRING, key.encode(), value.encode(), 0)
        else:
            _call(FSCONFIG, context, SET_FLAG, key.encode(), None, 0)
    _call(FSCONFIG, context, CREATE, None, None, 0)


def _call(number: int, *arguments: int | bytes | None) -> int:
    """Whole machine words: what is passed as a plain int would be cut to half of one."""
    words = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    answer = _libc.syscall(ctypes.c_long(number), *words)
    if answer < 0:
        raise _error(ctypes.get_errno())
    return int(answer)


def _error(number: int) -> OSError | MediumError:
    if number == errno.EPERM:
        return MediumError("this process may not mount: the drive is looked after by its worker")
    if number == errno.ENOSYS:
        return MediumError("this kernel cannot mount for one process alone: Linux 5.2 or newer is needed")
    return OSError(number, os.strerror(number))
