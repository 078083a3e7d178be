"""Data items that both kinds of servers have under names of their own."""

from mmbackup.engine.catalogue import ServerKind

MESSAGES = "messages"
SUBSCRIBERS = "subscribers"


def configuration(kind: ServerKind) -> str:
    """Where a program's own settings belong."""
    return "detailed-system-data" if kind is ServerKind.MSS else "system-state"


def waiting(kind: ServerKind) -> str:
    """Where messages belong that are not delivered yet."""
    return MESSAGES if kind is ServerKind.MSS else "message-queue"
