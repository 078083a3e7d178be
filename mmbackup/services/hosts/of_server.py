"""How the engine reaches a server: by files that are written anew from what is configured."""

import hashlib
import os
from pathlib import Path

from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.hosts.host import SSH_PORT, Host
from mmbackup.environment import data_folder
from mmbackup.models import Server


def host_of(server: Server) -> Host | None:
    """None for the backup server itself. A ServerDiskFull may be raised."""
    if not server.address:
        return None
    folder = folder_of(server)
    known = folder / "known_hosts"
    with server_disk():
        _replace(known, f"{known_name(server)} {server.host_key}\n" if server.host_key else "")
    identity = str(folder / "id_ed25519")
    return Host(server.address, server.user, identity, str(known), server.port, server.most_a_second)


def folder_of(server: Server) -> Path:
    folder = data_folder("hosts") / (str(server.pk) if server.pk else _waiting(server))
    with server_disk():
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def known_name(server: Server) -> str:
    """As ssh looks a host up."""
    return server.address if server.port == SSH_PORT else f"[{server.address}]:{server.port}"


def _waiting(server: Server) -> str:
    """Of a host that is being connected, and is no server yet: by the way to it."""
    return "new-" + hashlib.sha256(f"{server.user} {known_name(server)}".encode()).hexdigest()[:32]


def _replace(path: Path, text: str) -> None:
    """Another process may be reading it."""
    if path.exists() and path.read_text() == text:
        return
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_text(text)
    beside.replace(path)
