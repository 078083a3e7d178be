"""A machine that is saved over SSH, and the requests that are put to mmbackup-collect there."""

import os
import re
from typing import NamedTuple

from mmbackup.engine.hosts.ciphers import preferred_ciphers

PROGRAM = "mmbackup-collect"
SSH_PORT = 22
USUAL_READER = "root"  # from whom nothing is hidden
REFUSED = 64  # the status of a request that a host does not know
CONNECT_SECONDS = 15
ALIVE_SECONDS = 10
ALIVE_COUNT = 3
_PLAIN = re.compile(rb"[A-Za-z0-9_./-]+")


class Host(NamedTuple):
    """identity and known_hosts are paths of files here: the private key for this host alone, and the key by
    which the host itself is known. limit: bytes a second at most; 0: as fast as it goes.
    """

    address: str
    user: str
    identity: str
    known_hosts: str
    port: int = SSH_PORT
    limit: int = 0


def request(host: Host, verb: str, *words: bytes) -> list[str]:
    """argv that puts the request, by the system's own OpenSSH client and no configuration but ours."""
    options = preferred_ciphers() | {
        "BatchMode": "yes",
        "CheckHostIP": "no",
        "ClearAllForwardings": "yes",
        "ConnectTimeout": CONNECT_SECONDS,
        "ControlPath": "none",
        "GlobalKnownHostsFile": "/dev/null",
        "IdentitiesOnly": "yes",
        "IdentityAgent": "none",
        "PasswordAuthentication": "no",
        "ServerAliveCountMax": ALIVE_COUNT,
        "ServerAliveInterval": ALIVE_SECONDS,
        "StrictHostKeyChecking": "yes",
        "UpdateHostKeys": "no",
        "UserKnownHostsFile": quoted_path(host.known_hosts),
    }
    argv = ["ssh", "-F", "none", "-T", "-p", str(host.port), "-l", host.user, "-i", host.identity]
    for key, value in options.items():
        argv += ["-o", f"{key}={value}"]
    return [*argv, "--", host.address, PROGRAM, verb, *map(word, words)]


def packed(argv: list[str]) -> list[str]:
    """The same request to a host, whose answer may come compressed."""
    verb = argv.index("--") + 3
    return [*argv[:verb], "packed", *argv[verb:]]


def word(text: bytes) -> str:
    """= and the text, without anything that a shell knows: other characters as \\0 and three octal digits."""
    return "=" + "".join(
        character.decode() if _PLAIN.fullmatch(character) else f"\\0{character[0]:03o}"
        for character in (text[at : at + 1] for at in range(len(text)))
    )


def quoted_path(path: str) -> str:
    """As a value of ssh's options, where blanks part words and % begins a token."""
    return '"' + os.fspath(path).replace("%", "%%") + '"'
