"""The key that mmbackup shows one host, and no other: made once, kept in the data folder."""

import shutil
import subprocess
from datetime import datetime

from mmbackup.engine.errors import SourceError
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.models import Server
from mmbackup.services.history.remember_change import remember_change
from mmbackup.services.hosts.of_server import folder_of

_SECONDS = 30
_PRIVATE, _PUBLIC = "id_ed25519", "id_ed25519.pub"
_ALONE = 'restrict,command="/usr/local/bin/mmbackup-collect"'


class NoIdentity(SourceError):
    next_step = "See that ssh-keygen is installed on the backup server (Debian: openssh-client)."


def make_identity(*, server: Server, now: datetime) -> str:
    """The public half, as a line of authorized_keys has it. One that exists stays."""
    path = folder_of(server) / _PRIVATE
    if not path.exists():
        _make(str(path), f"mmbackup for {server.name}")
        remember_change(deed="made a key for", subject=f"server {server.name}", now=now, site=server.site)
    return public_key(server=server)


def public_key(*, server: Server) -> str:
    """Empty when there is no key yet."""
    path = folder_of(server) / _PUBLIC
    return path.read_text().strip() if path.exists() else ""


def authorized_line(*, server: Server) -> str:
    """For ~/.ssh/authorized_keys there: the key may do nothing but read. Empty when there is no key yet."""
    key = public_key(server=server)
    return f"{_ALONE} {key}" if key else ""


def pass_on_identity(*, newcomer: Server, server: Server) -> None:
    """What a host was shown before it was a server is that server's, and nobody's else any more."""
    before, now = folder_of(newcomer), folder_of(server)
    with server_disk():
        for name in (_PUBLIC, _PRIVATE):
            (before / name).replace(now / name)
        shutil.rmtree(before)


def _make(path: str, comment: str) -> None:
    argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path]
    try:
        done = subprocess.run(
            argv, check=False, capture_output=True, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoIdentity(f"no key could be made: {error}") from error
    if done.returncode:
        raise NoIdentity(f"no key could be made: {done.stderr.decode(errors='replace').strip()}")
