"""Whether a restore may go where it is asked to. What only the worker can see, the engine asks again."""

import os
from collections.abc import Iterator
from pathlib import Path

import humanize

from mmbackup import environment
from mmbackup.engine.errors import TargetRefused
from mmbackup.engine.format.names import escape
from mmbackup.models import Change, Drive, Role, Site
from mmbackup.services.history.acting import actor
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.roots import roots_of
from mmbackup.services.restore.takers import takers_of

LONGEST = 1000


class InPlaceRefused(TargetRefused):
    next_step = "Restore into a folder, or ask an administrator."


def check_target(*, asked: Asked) -> None:
    """Raise TargetRefused."""
    if asked.is_in_place:
        if not may_in_place():
            raise InPlaceRefused("only an administrator restores in place")
        _check_in_place(asked)
    else:
        _check_folder(asked.folder, asked.drive.site)


def may_in_place() -> bool:
    """Whoever acts now. At the shell the machine's own rights decide."""
    who = actor()
    return who.via not in {Change.Via.PORTAL, Change.Via.API} or who.role == Role.ADMINISTRATOR


def doubts(*, asked: Asked, size: int) -> Iterator[str]:
    """What looks wrong from this process, which may see less than the worker does."""
    if asked.is_in_place:
        return
    there = nearest(asked.folder)
    if not there.is_dir():
        yield f"{there} is not a folder."
    elif not os.access(there, os.W_OK | os.X_OK):
        yield f"{there} may not be written to by the user of this process."
    free = free_at(asked.folder)
    if free is not None and free < size:
        back, room = humanize.naturalsize(size), humanize.naturalsize(free)
        yield f"{back} are to come back, and {room} are free there."


def free_at(folder: str) -> int | None:
    """Bytes that may be used; None where that cannot be asked."""
    try:
        room = os.statvfs(nearest(folder))
    except OSError:
        return None
    return room.f_bavail * room.f_frsize


def nearest(folder: str) -> Path:
    """The folder, or the nearest one above it that is there."""
    path = Path(folder)
    while not os.path.lexists(path) and path != path.parent:
        path = path.parent
    return path


def _check_in_place(asked: Asked) -> None:
    servers = {pick.server for pick in asked.picks}
    known = {server for server, roots in roots_of(site=asked.drive.site).items() if roots}
    known |= {taker.server for taker in takers_of(site=asked.drive.site) if taker.is_here}
    lacking = sorted(server for server in servers if server and server not in known)
    if not known or lacking:
        raise TargetRefused(f"no folders are configured for {', '.join(lacking) or 'any server'}")


def _check_folder(folder: str, site: Site) -> None:
    if not folder.startswith("/") or "\0" in folder:
        raise TargetRefused("the folder to restore to must be an absolute path")
    if len(folder) > LONGEST or not folder.isprintable():
        raise TargetRefused(
            "the folder to restore to has a name that is too long, or holds control characters"
        )
    if ".." in Path(folder).parts:
        raise TargetRefused("the folder to restore to must not hold ..")
    real = Path(os.path.realpath(folder))
    for forbidden, what in _forbidden(site):
        if real.is_relative_to(os.path.realpath(forbidden)):
            raise TargetRefused(f"{folder} lies in {what}")


def _forbidden(site: Site) -> Iterator[tuple[str, str]]:
    yield str(environment.DATA_DIR), "mmbackup's own data folder"
    for drive in Drive.objects.filter(site=site):
        path = drive.settings.get("path")
        if isinstance(path, str) and path.startswith("/"):
            yield path, f"drive {drive.name}"
    for server, roots in roots_of(site=site).items():
        for root in roots:
            yield os.fsdecode(root), f"{escape(root)}, which is saved as {server}'s: restore in place instead"
