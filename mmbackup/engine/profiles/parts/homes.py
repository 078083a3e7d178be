"""Mailboxes in the homes of people with an account on the host."""

from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.proposal import Proposal

_HOMES = "/home"
_BEING_DELIVERED = ("tmp/*", "*/tmp/*")
_LOCKS = ("*.lock",)


def in_homes(name: str, reason: str) -> Proposal:
    """Of each home the folder of this name alone, those of tomorrow's accounts too."""
    settings = {
        "roots": [_HOMES],
        "include": [f"*/{name}/*"],
        "exclude": [f"*/{name}/{folder}" for folder in _BEING_DELIVERED] + list(_LOCKS),
    }
    words = f"{reason}: of each account's home {name} alone"
    return Proposal(items.MESSAGES, "mail", "files", settings, words, if_any=True)
