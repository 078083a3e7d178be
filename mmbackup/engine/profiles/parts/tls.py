"""Certificates and keys that a program names."""

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.profiles.parts import items
from mmbackup.engine.profiles.proposal import Proposal

_LIVE = "/etc/letsencrypt/live/"
_WHOLE = "/etc/letsencrypt"


def pair(program: str, paths: list[str], kind: ServerKind) -> list[Proposal]:
    """Of what Let's Encrypt renews, its whole folder: the files there are links."""
    roots = list(dict.fromkeys(_WHOLE if path.startswith(_LIVE) else path for path in paths))
    if not roots:
        return []
    reason = "certificates and secret keys; encrypt the pool's media, or keep them locked up"
    name = f"{program}-certificates-and-keys"
    return [Proposal(items.configuration(kind), name, "files", {"roots": roots}, reason)]
