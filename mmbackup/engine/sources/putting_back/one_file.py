"""Puts a database that is one file into its place: whole under another name first, then renamed."""

import os
import shutil
import stat
from collections.abc import Sequence
from typing import NamedTuple

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.existing import Existing
from mmbackup.engine.format.names import escape
from mmbackup.engine.sources.port import PutBack

_NEW = ".mmbackup-new"
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW_MODE = 0o600


class Place(NamedTuple):
    """path, and the endings of files beside it that belong to what is there now, and to nothing else."""

    path: str
    beside: Sequence[str] = ()


def foretell(place: Place, existing: Existing, ending: str) -> PutBack:
    """What put_file would do."""
    there = os.path.lexists(place.path)
    if there and existing is Existing.KEEP:
        return PutBack(kept=f"{shown(place.path)} is there")
    if there and existing is Existing.SET_ASIDE:
        return PutBack((f"{shown(place.path)} goes aside, to {shown(place.path + ending)}.",))
    return PutBack((f"{shown(place.path)} is {'replaced' if there else 'made'}.",))


def put_file(source: str, place: Place, existing: Existing, ending: str) -> PutBack:
    """Owner and mode are those of the file that is there, else of its folder. CommandFailed."""
    foretold = foretell(place, existing, ending)
    if not foretold.kept:
        try:
            _put(source, place, ending if existing is Existing.SET_ASIDE else "")
        except OSError as error:
            raise CommandFailed(f"{shown(place.path)}: {os.strerror(error.errno or 0)}") from error
    return foretold


def shown(path: str) -> str:
    return escape(os.fsencode(path))


def _put(source: str, place: Place, ending: str) -> None:
    new = place.path + _NEW
    if os.path.lexists(new):  # of a process that died
        os.unlink(new)
    _copy(source, new, place.path)
    aside = place.path + ending if ending and not os.path.lexists(place.path + ending) else ""
    for beside in place.beside:
        if os.path.lexists(place.path + beside):
            if aside:
                os.rename(place.path + beside, aside + beside)
            else:
                os.unlink(place.path + beside)
    if aside and os.path.lexists(place.path):
        os.rename(place.path, aside)
    os.rename(new, place.path)
    _sync(os.path.dirname(place.path))


def _copy(source: str, new: str, place: str) -> None:
    """As whoever reads it now may do."""
    uid, gid, mode = _owner(place)
    with open(source, "rb") as content, os.fdopen(os.open(new, _FLAGS, _NEW_MODE), "wb") as file:
        shutil.copyfileobj(content, file, 1 << 20)
        file.flush()
        if os.geteuid() == 0:
            os.fchown(file.fileno(), uid, gid)
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())


def _owner(place: str) -> tuple[int, int, int]:
    try:
        found = os.lstat(place)
    except FileNotFoundError:
        folder = os.stat(os.path.dirname(place))
        return folder.st_uid, folder.st_gid, 0o640
    if not stat.S_ISREG(found.st_mode):
        raise CommandFailed(f"{shown(place)} is there and is no file")
    return found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode) & 0o777


def _sync(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
