"""Asks a host whether it answers as it should, as the backup would ask it."""

import subprocess

from mmbackup.engine.format.names import one_line
from mmbackup.engine.hosts.host import PROGRAM, request
from mmbackup.models import Server
from mmbackup.services.hosts.of_server import host_of

_SECONDS = 30
_LONGEST = 2000


def greet(*, server: Server) -> tuple[bool, list[str]]:
    """Whether it answers, and what it says of itself; else what is wrong."""
    host = host_of(server)
    if host is None:
        return True, []
    try:
        done = subprocess.run(
            request(host, "hello"),
            check=False,
            capture_output=True,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, [str(error)]
    said = (done.stdout if not done.returncode else done.stderr)[:_LONGEST].decode(errors="surrogateescape")
    lines = [one_line(line) for line in said.splitlines() if line.strip()]
    if done.returncode or not (lines and lines[0].startswith(PROGRAM)):
        return False, lines or [f"it ended with status {done.returncode} and said nothing"]
    return True, lines
