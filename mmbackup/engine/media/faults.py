"""Turns the operating system's errors on a medium into errors of the MediumError tree."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from mmbackup.engine.errors import (
    FormatError,
    MediumDamaged,
    MediumError,
    MediumFull,
    MediumLost,
    WriteProtected,
)
from mmbackup.engine.format.names import escape

FULL = {errno.ENOSPC, errno.EDQUOT}
PROTECTED = {errno.EROFS, errno.EACCES, errno.EPERM}
LOST = {
    errno.EIO,
    errno.ENODEV,
    errno.ENOMEDIUM,
    errno.EMEDIUMTYPE,
    errno.ENXIO,
    errno.ESTALE,
    errno.ENOTCONN,
    errno.ECONNABORTED,
    errno.ESHUTDOWN,
    errno.ETIMEDOUT,
    errno.EREMOTEIO,
    errno.EHOSTDOWN,
}
DAMAGED = {errno.EUCLEAN, errno.EBADMSG, errno.EILSEQ}
NOT_OURS = {errno.ELOOP, errno.ENOTDIR, errno.EISDIR}


@contextmanager
def medium_faults(path: str = "") -> Iterator[None]:
    """No bare OSError leaves this block, but for FileExistsError, which callers ask for by name."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise translated(error, path) from error


def translated(error: OSError, path: str = "") -> MediumError | FormatError:
    """The sentence names the file, where there is one, and the system's own words."""
    where = escape(os.fsencode(path)) if path else "the medium"
    words = f"{where}: {os.strerror(error.errno or 0)}"
    if error.errno in FULL:
        return MediumFull(f"the medium is full ({words})")
    if error.errno in PROTECTED:
        return WriteProtected(f"the medium is write-protected or may not be written by this user ({words})")
    if error.errno in LOST:
        return MediumLost(f"the medium stopped answering ({words})")
    if error.errno in DAMAGED:
        return MediumDamaged(f"the medium's file system is damaged ({words})")
    if error.errno in NOT_OURS:
        return FormatError(f"{where} is not what it should be: {os.strerror(error.errno or 0)}")
    return MediumError(f"the medium refused ({words})")
