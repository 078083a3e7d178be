"""Looks over Exim's spool when its files are back: owners, and messages of which a half is missing."""

import os
from collections.abc import Iterator

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.sources.mail_queues.exim import INPUT, MESSAGE_LOGS, halves

_MOST_NAMED = 20


def look_over(folder: str) -> tuple[str, ...]:
    """Names need not change: Exim's message IDs are those of the messages, on any machine."""
    root = os.fsencode(folder)
    owner = os.stat(root)
    names = []
    for path in _all_below(root):
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
        names.append(os.path.basename(path))
    whole, broken = halves(names)
    if broken:
        named = ", ".join(os.fsdecode(one) for one in sorted(broken)[:_MOST_NAMED])
        raise CommandFailed(
            f"{folder}: of {len(broken):,} messages a file is missing; Exim cannot deliver them: {named}"
        )
    return (f"{folder}: {len(whole):,} messages wait",)


def _all_below(root: bytes) -> Iterator[bytes]:
    for name in (INPUT, MESSAGE_LOGS):
        for path, folders, files in os.walk(os.path.join(root, name)):
            yield from (os.path.join(path, one) for one in (*folders, *files))
