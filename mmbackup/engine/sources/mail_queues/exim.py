"""Exim's spool: a message is two files, ID-D and then ID-H, with a journal ID-J while it is delivered.

They lie in input, or in folders of one character below it; what became of each attempt lies in msglog.
"""

import os
import re
from collections.abc import Iterable, Sequence

from mmbackup.engine.hosts.listed import FOLDER, Listed
from mmbackup.engine.sources.mail_queues.sifted import UNFINISHED, WITHOUT_MESSAGE, Sifted

INPUT, MESSAGE_LOGS = b"input", b"msglog"
_BOTH = {b"H", b"D"}
_IDENTITY = re.compile(rb"[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4})")
_PART = re.compile(rb"(?P<identity>" + _IDENTITY.pattern + rb")-(?P<part>[HDJK])")


def is_of_spool(root: str, path: bytes) -> bool:
    return _first(root, path) in {INPUT, MESSAGE_LOGS}


def sift(root: str, found: Sequence[Listed]) -> Sifted:
    """A message counts with both of its files only."""
    whole, _ = halves(os.path.basename(one.path) for one in found if _first(root, one.path) == INPUT)
    kept, left_out = [], []
    for one in found:
        reason = _reason(one, whole, is_log=_first(root, one.path) == MESSAGE_LOGS)
        if reason:
            left_out.append((one.path, reason))
        else:
            kept.append(one)
    return Sifted(kept, left_out)


def halves(names: Iterable[bytes]) -> tuple[set[bytes], set[bytes]]:
    """The messages that have both files, and those of which one is missing."""
    parts: dict[bytes, set[bytes]] = {}
    for name in names:
        part = _PART.fullmatch(name)
        if part and part["part"] in _BOTH:
            parts.setdefault(part["identity"], set()).add(part["part"])
    whole = {identity for identity, known in parts.items() if known == _BOTH}
    return whole, parts.keys() - whole


def _reason(one: Listed, whole: set[bytes], *, is_log: bool) -> str:
    name = os.path.basename(one.path)
    if one.kind == FOLDER:
        return ""
    if is_log:
        return "" if name in whole else WITHOUT_MESSAGE
    part = _PART.fullmatch(name)
    return "" if part and part["identity"] in whole else UNFINISHED


def _first(root: str, path: bytes) -> bytes:
    return path[len(os.fsencode(root)) + 1 :].split(b"/", 1)[0]
