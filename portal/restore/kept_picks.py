"""Lists of picks, kept on the server under a name made of what they hold.

An address names its list, so it can be bookmarked and opened in several windows: a list never changes, a
change makes another one. Too long for an address itself: ten thousand paths are a megabyte.
"""

import hashlib
import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from mmbackup.engine.index.shapes import Pick
from mmbackup.environment import data_folder
from portal.restore.picks import pick_of, text_of

KEPT_FOR = 90 * 86_400  # seconds since it was asked for last
NAME = re.compile(r"[0-9a-f]{32}")


def keep(picks: tuple[Pick, ...]) -> str:
    """The list's name; empty for the empty list."""
    if not picks:
        return ""
    text = "".join(f"{text_of(pick)}\n" for pick in picks).encode()
    name = _name_of(text)
    folder = data_folder("picks")
    if not _touch(folder / name):
        _remove_old(folder)
        _write(folder / name, text)
    return name


def kept(name: str) -> tuple[Pick, ...] | None:
    """None when there is no such list, or not any more."""
    if not NAME.fullmatch(name) or not _touch(path := data_folder("picks") / name):
        return None
    try:
        text = path.read_bytes()
    except OSError:
        return None
    picks = [pick_of(line) for line in text.decode("utf-8", "replace").splitlines()]
    return tuple(pick for pick in picks if pick) if _name_of(text) == name else None


def _name_of(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:32]


def _touch(path: Path) -> bool:
    try:
        os.utime(path)
    except OSError:
        return False
    return True


def _write(path: Path, text: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as made:
        made.write(text)
    os.replace(made.name, path)


def _remove_old(folder: Path) -> None:
    since = time.time() - KEPT_FOR
    for entry in os.scandir(folder):
        with suppress(OSError):  # another process was quicker
            if entry.stat(follow_symlinks=False).st_mtime < since:
                os.unlink(entry)
