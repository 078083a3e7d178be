"""Postfix's queue: a file a message, which is renamed from one folder to the next, and logs of attempts.

A folder may be hashed: the file lies below folders named by the first characters of its name, or of the time
that a long queue ID tells (hash_queue_depth).
"""

import os
import re
from collections.abc import Sequence

from mmbackup.engine.hosts.listed import FILE, FOLDER, Listed
from mmbackup.engine.sources.mail_queues.sifted import UNFINISHED, WITHOUT_MESSAGE, Sifted

MOVING = (b"incoming", b"active", b"deferred", b"hold")
LOGS = (b"bounce", b"defer", b"trace")
UNFINISHED_FILE = b"u"  # a message whose owner may not execute it: Postfix marks those that are whole
_DEEPEST = 2
_SHORT = re.compile(rb"[0-9A-F]{6,}")
_DIGITS = b"0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
_LONG = re.compile(rb"[%s]{6}([%s]{4})z[^z]+" % (_DIGITS, _DIGITS))  # seconds, microseconds, inode


def sift(root: bytes | str, found: Sequence[Listed]) -> Sifted:
    """Each message once, where it was seen last: it may have moved while the folders were listed."""
    below = len(os.fsencode(root)) + 1
    last = {(one.kind == FOLDER, os.path.basename(one.path), one.inode): one for one in found}
    names = {os.path.basename(one.path) for one in last.values() if not _is_log(one, below)}
    kept, left_out = [], []
    for one in last.values():
        reason = _reason(one, below, names)
        if reason:
            left_out.append((one.path, reason))
        else:
            kept.append(one)
    return Sifted(kept, left_out)


def other_places(path: bytes) -> list[bytes]:
    """Where a message may have gone that was there: its name in all folders, however they are hashed."""
    folder, name = os.path.split(path)
    for _ in range(_DEEPEST + 1):
        queue, base = os.path.split(folder)
        if base in MOVING:
            return [os.path.join(queue, one, *way, name) for one in MOVING for way in _ways(name)]
        if len(base) != 1:
            break
        folder = queue
    return []


def is_message_of_queue(path: bytes) -> bool:
    """By its name and where it lies."""
    name = os.path.basename(path)
    return bool(other_places(path)) and bool(_SHORT.fullmatch(name) or _LONG.fullmatch(name))


def _reason(one: Listed, below: int, names: set[bytes]) -> str:
    if one.kind == FOLDER:
        return ""
    if _is_log(one, below):
        return "" if os.path.basename(one.path) in names else WITHOUT_MESSAGE
    return UNFINISHED if one.kind != FILE else ""


def _is_log(one: Listed, below: int) -> bool:
    return one.kind != FOLDER and one.path[below:].split(b"/", 1)[0] in LOGS


def _ways(name: bytes) -> list[list[bytes]]:
    """The folders between a queue's and the file, for each depth."""
    long = _LONG.fullmatch(name)
    if long:
        hashed = b"%05X" % _number(long[1])
    elif _SHORT.fullmatch(name):
        hashed = name
    else:
        return [[]]
    return [[hashed[at : at + 1] for at in range(depth)] for depth in range(_DEEPEST + 1)]


def _number(digits: bytes) -> int:
    number = 0
    for digit in digits:
        number = number * len(_DIGITS) + _DIGITS.index(digit)
    return number
