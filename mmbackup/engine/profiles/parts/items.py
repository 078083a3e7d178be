"""Which data item a thing belongs to: both kinds of servers have most of them, under names of their own."""

from mmbackup.engine.catalogue import ServerKind

MESSAGES = "messages"


def configuration(kind: ServerKind) -> str:
    """A program's own settings."""
    return "detailed-system-data" if kind is ServerKind.MSS else "system-state"


def subscribers(kind: ServerKind) -> str:
    """Who has a mailbox, under which addresses."""
    return "subscribers" if kind is ServerKind.MSS else "system-state"


def applications(kind: ServerKind) -> str:
    """What a program does with a call or a message."""
    return "detailed-system-data" if kind is ServerKind.MSS else "caller-applications"


def prompts(kind: ServerKind) -> str:
    """What a program says, in somebody's own words."""
    return "detailed-system-data" if kind is ServerKind.MSS else "prompts-file"


def greetings(kind: ServerKind) -> str:
    """What a mailbox answers by itself."""
    return "greetings" if kind is ServerKind.MSS else "system-state"


def waiting(kind: ServerKind) -> str:
    """Messages that are not delivered yet."""
    return MESSAGES if kind is ServerKind.MSS else "message-queue"
