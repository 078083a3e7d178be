"""Which ciphers a connection had better use: what both sides do fastest."""

import re
from functools import cache
from pathlib import Path

# put before what OpenSSH would propose, the rest of which stays
_BY_INSTRUCTIONS = "^aes128-gcm@openssh.com,aes256-gcm@openssh.com"
_INSTRUCTIONS = re.compile(r"^(?:flags|Features)\s*:.*\baes\b", re.MULTILINE)


@cache
def preferred_ciphers() -> dict[str, str]:
    """As options of ssh: processors with instructions for AES do it at half the cost of ChaCha20."""
    try:
        found = _INSTRUCTIONS.search(Path("/proc/cpuinfo").read_text(errors="replace"))
    except OSError:
        found = None
    return {"Ciphers": _BY_INSTRUCTIONS} if found else {}
