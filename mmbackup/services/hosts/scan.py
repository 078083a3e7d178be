"""The keys by which a host names itself, asked of the host: to be compared before one is believed."""

import base64
import binascii
import hashlib
import subprocess
from dataclasses import dataclass

from mmbackup.engine.errors import SourceError
from mmbackup.models import Server

_SECONDS = 5
_LONGEST = 2000


class HostSilent(SourceError):
    next_step = (
        "Check address and port, that the host runs, and that its SSH server can be reached from here."
    )


@dataclass(frozen=True, slots=True)
class FoundKey:
    """text as ssh-ed25519 AAAA…; fingerprint as ssh-keygen -l says it."""

    text: str
    fingerprint: str


def scan(*, server: Server) -> list[FoundKey]:
    """The safest kind first. HostSilent when nothing is answered."""
    argv = ["ssh-keyscan", "-T", str(_SECONDS), "-p", str(server.port), "-t", "ed25519,ecdsa,rsa"]
    try:
        done = subprocess.run(
            [*argv, "--", server.address], check=False, capture_output=True, timeout=3 * _SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HostSilent(f"{server.address} could not be asked for its keys: {error}") from error
    found = [key for line in done.stdout.decode(errors="replace").splitlines() if (key := _key(line))]
    if not found:
        raise HostSilent(f"{server.address} does not answer on port {server.port}")
    return sorted(found, key=lambda key: not key.text.startswith("ssh-ed25519"))


def fingerprint(text: str) -> str:
    """Of a key as ssh-ed25519 AAAA…; empty for what is none. (RFC 4716, and OpenSSH's SHA256 form)"""
    try:
        content = base64.b64decode(text.split(" ")[1], validate=True)
    except (IndexError, binascii.Error, ValueError):
        return ""
    return "SHA256:" + base64.b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def _key(line: str) -> FoundKey | None:
    """Behind the host's name stand the key's kind and the key."""
    words = line.split()
    text = " ".join(words[1:3])
    if line.startswith("#") or len(words) < 3 or len(text) > _LONGEST or not fingerprint(text):
        return None
    return FoundKey(text, fingerprint(text))
