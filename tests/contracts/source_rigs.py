"""Sources of each kind for the contract: one that is well, one that is broken, one that does not answer."""

import shutil
import socket
import subprocess
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.hosts.far import far_host
from tests.engine.operations.backup.night import Night, command, files
from tests.postgresql import postgresql_url

CONTENT = bytes(range(256)) * 500
STALL = 1.0


class Rig:
    """For the item "greetings" of MSS1. files: how many the good one saves."""

    files = 1
    needs_settings = True

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def good(self, night: Night) -> SourceSpec:
        raise NotImplementedError

    def broken(self, night: Night) -> SourceSpec:
        raise NotImplementedError

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        """mount is a file system that hangs."""
        raise NotImplementedError

    def is_whole(self, found: dict[str, Path]) -> bool:
        """Whether what came back, by its name, is all of the good one."""
        return [path.read_bytes() for path in found.values()] == [CONTENT]


class FilesRig(Rig):
    def good(self, night: Night) -> SourceSpec:
        night.write("good/content", CONTENT)
        return files("greetings", night.servers / "good")

    def broken(self, night: Night) -> SourceSpec:
        return files("greetings", night.servers / "missing")

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        return files("greetings", mount, stall_limit=STALL)


class CommandRig(Rig):
    def good(self, night: Night) -> SourceSpec:
        path = self.folder / "kept"
        path.write_bytes(CONTENT)
        return command("greetings", "cat", str(path))

    def broken(self, night: Night) -> SourceSpec:
        return command("greetings", "sh", "-c", "echo half; exit 1")

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        return command("greetings", "sh", "-c", "echo half; sleep 600", stall_limit=STALL)


class PostgresqlRig(Rig):
    files = 2
    needs_settings = False

    def good(self, night: Night) -> SourceSpec:
        url = urlsplit(postgresql_url())
        return self._source(f"host={url.hostname} port={url.port} user=postgres", "template1")

    def broken(self, night: Night) -> SourceSpec:
        with socket.socket() as asked:
            asked.bind(("127.0.0.1", 0))
            port = asked.getsockname()[1]
        return self._source(f"host=127.0.0.1 port={port}", "template1")

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        silent = self.stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        source = self._source(f"host=127.0.0.1 port={silent.getsockname()[1]}", "template1")
        return replace(source, stall_limit=STALL)

    def is_whole(self, found: dict[str, Path]) -> bool:
        read = subprocess.run(
            ["pg_restore", "--list", found["template1.dump"]], check=True, capture_output=True
        )
        return b"dbname: template1" in read.stdout and "globals.sql" in found

    def _source(self, connection: str, *databases: str) -> SourceSpec:
        if shutil.which("psql") is None:
            pytest.skip("needs what this machine lacks: PostgreSQL")
        settings: dict[str, object] = {"connection": connection, "databases": list(databases)}
        item = data_item(ServerKind.MSS, "greetings")
        return SourceSpec("MSS1", item, "directory", "postgresql", settings)


class _Far(Rig):
    """The same kind on another machine."""

    def good(self, night: Night) -> SourceSpec:
        return self._far(super().good(night))

    def broken(self, night: Night) -> SourceSpec:
        return self._far(super().broken(night))

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        return self._far(super().stuck(night, mount))

    def _far(self, spec: SourceSpec) -> SourceSpec:
        host = self.stack.enter_context(far_host(self.folder / "far"))
        return replace(spec, host=host)


class FarFilesRig(_Far, FilesRig):
    pass


class FarPostgresqlRig(_Far, PostgresqlRig):
    pass
