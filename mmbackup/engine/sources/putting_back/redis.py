"""Puts an RDB file into the folder of a Redis or Valkey server that stands still, to be loaded by it."""

import os
import shutil
import socket

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.sources.port import Manner, Output, Programs, PutBack, ServerMust, Settings
from mmbackup.engine.sources.putting_back.in_use import holders_of
from mmbackup.engine.sources.putting_back.one_file import Place, foretell, put_file, shown
from mmbackup.engine.sources.settings_faults import text

_PORT = 6379
_APPENDED = ("appendonlydir", "appendonly.aof")
_PATIENCE = 5.0


class RedisPutsBack:
    """file says where the server looks for it."""

    def left_out(self, name: str, settings: Settings) -> str:  # noqa: ARG002 - PutsBack
        if not text(settings, "file"):
            return "its source does not say in which file the server keeps its data (file)"
        return ""

    def way(self, settings: Settings) -> str:
        return f"as {shown(text(settings, 'file'))}, while the server stands still"

    def turn(self, name: str) -> int:  # noqa: ARG002 - PutsBack
        return 0

    def server_must(self, settings: Settings) -> ServerMust:  # noqa: ARG002 - PutsBack
        return ServerMust.STAND_STILL

    def is_ready(self, settings: Settings, programs: Programs) -> bool:  # noqa: ARG002 - PutsBack
        """Nobody answers, and nobody is at work in its folder."""
        folder = os.path.dirname(text(settings, "file"))
        return not _answers(text(settings, "address")) and not holders_of(folder)

    def check(self, output: Output, settings: Settings, programs: Programs) -> None:  # noqa: ARG002 - PutsBack
        program = next(filter(shutil.which, ("redis-check-rdb", "valkey-check-rdb")), "redis-check-rdb")
        try:
            programs.run([program, output.path])
        except CommandFailed as error:
            raise CommandFailed(f"it is not whole, or the tool is missing: {error}") from error

    def changes(self, output: Output, manner: Manner, programs: Programs) -> PutBack:  # noqa: ARG002 - PutsBack
        return foretell(_place(manner), manner.existing, manner.ending)

    def put_back(self, output: Output, manner: Manner, programs: Programs) -> PutBack:  # noqa: ARG002 - PutsBack
        folder = os.path.dirname(text(manner.settings, "file"))
        for name in _APPENDED:
            if os.path.lexists(os.path.join(folder, name)):
                raise CommandFailed(
                    f"the server would load {shown(os.path.join(folder, name))} instead of it: "
                    "move that away, and set appendonly to no for its first start"
                )
        return put_file(output.path, _place(manner), manner.existing, manner.ending)


def _place(manner: Manner) -> Place:
    return Place(text(manner.settings, "file"))


def _answers(address: str) -> bool:
    try:
        if address.startswith("/"):
            with socket.socket(socket.AF_UNIX) as asked:
                asked.connect(address)
        else:
            host, _, port = address.rpartition(":")
            socket.create_connection((host or "127.0.0.1", int(port or _PORT)), _PATIENCE).close()
    except (OSError, ValueError):
        return False
    return True
