"""Sources of each kind for the contract: one that is well, one that is broken, one that does not answer."""

import shutil
import socket
import sqlite3
import subprocess
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.hosts.far import far_host
from tests.engine.operations.backup.night import Night, command, files
from tests.engine.sources.databases import ROWS, mariadb, redis
from tests.engine.sources.directory import SUBSCRIBERS, SUFFIX, directory
from tests.engine.sources.mail_queues.queues import postfix_message, postfix_queue
from tests.engine.sources.windows.far_windows import far_windows, record
from tests.engine.sources.windows.recorded import HOSTS, SESSION, Answer
from tests.ports import free_port
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


class MaildirRig(Rig):
    """What is being delivered, and what only the running server needs, is not there."""

    files = 3

    def good(self, night: Night) -> SourceSpec:
        for name in ("new/2", "cur/1:2,S", "dovecot.index"):
            night.write(f"good/alice/{name}", CONTENT)
        night.write("good/alice/tmp/3", b"half")
        night.write("good/alice/dovecot-uidlist.lock")
        return self._source(night.servers / "good")

    def broken(self, night: Night) -> SourceSpec:
        return self._source(night.servers / "missing")

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        return replace(self._source(mount), stall_limit=STALL)

    def is_whole(self, found: dict[str, Path]) -> bool:
        right = {"2", "1:2,S", "dovecot.index"}
        return found.keys() == right and all(path.read_bytes() == CONTENT for path in found.values())

    def _source(self, root: Path) -> SourceSpec:
        settings = {"roots": [str(root)]}
        return SourceSpec("MSS1", data_item(ServerKind.MSS, "greetings"), "boxes", "maildir", settings)


class MboxRig(MaildirRig):
    files = 1

    def good(self, night: Night) -> SourceSpec:
        night.write("good/alice", CONTENT)
        night.write("good/alice.lock", mtime_ns=1)  # left behind long ago
        return self._source(night.servers / "good")

    def is_whole(self, found: dict[str, Path]) -> bool:
        return {name: path.read_bytes() for name, path in found.items()} == {"alice": CONTENT}

    def _source(self, root: Path) -> SourceSpec:
        return replace(super()._source(root), kind="mbox")


class QueueRig(MaildirRig):
    """What is still being written, and what only the running server needs, is not there."""

    files = 2

    def good(self, night: Night) -> SourceSpec:
        queue = postfix_queue(night.servers / "good")
        for path in ("deferred/D/D433B21072F", "maildrop/5A1B2107FF"):
            postfix_message(queue, path, CONTENT)
        postfix_message(queue, "incoming/DAFC9210732", b"half", whole=False)
        return self._source(queue)

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        host = self.stack.enter_context(far_host(self.folder / "silent", command="sleep 600"))
        return replace(self._source(mount), host=host, stall_limit=STALL)

    def is_whole(self, found: dict[str, Path]) -> bool:
        right = {"D433B21072F", "5A1B2107FF"}
        return found.keys() == right and all(path.read_bytes() == CONTENT for path in found.values())

    def _source(self, root: Path) -> SourceSpec:
        item = data_item(ServerKind.MSS, "greetings")
        return SourceSpec("MSS1", item, "queue", "queue", {"folder": str(root)})


class PostgresqlRig(Rig):
    files = 2
    needs_settings = False

    def good(self, night: Night) -> SourceSpec:
        url = urlsplit(postgresql_url())
        return self._source(f"host={url.hostname} port={url.port} user=postgres", "template1")

    def broken(self, night: Night) -> SourceSpec:
        return self._source(f"host=127.0.0.1 port={free_port()}", "template1")

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


class LdapRig(Rig):
    def good(self, night: Night) -> SourceSpec:
        made = self.stack.enter_context(directory(self.folder / "ldap"))
        return self._source(folder=str(made.configuration))

    def broken(self, night: Night) -> SourceSpec:
        return self._source(folder=str(self.folder / "missing"))

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        silent = self.stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        return replace(self._source(uri=f"ldap://127.0.0.1:{silent.getsockname()[1]}"), stall_limit=STALL)

    def is_whole(self, found: dict[str, Path]) -> bool:
        return [path.read_text().count("dn: uid=") for path in found.values()] == [SUBSCRIBERS]

    def _source(self, **settings: object) -> SourceSpec:
        item = data_item(ServerKind.MSS, "greetings")
        return SourceSpec("MSS1", item, "directory", "ldap", {"suffixes": [SUFFIX], **settings})


class MysqlRig(Rig):
    files = 2
    needs_settings = False

    def good(self, night: Night) -> SourceSpec:
        options = self.stack.enter_context(mariadb(self.folder / "mariadb"))
        return self._source(options_file=str(options))

    def broken(self, night: Night) -> SourceSpec:
        return self._source(options_file=str(self.folder / "missing"))

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        silent = self.stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        options = self.folder / "client.cnf"
        options.write_text(f"[client]\nprotocol=tcp\nhost=127.0.0.1\nport={silent.getsockname()[1]}\n")
        return replace(self._source(options_file=str(options)), stall_limit=STALL)

    def is_whole(self, found: dict[str, Path]) -> bool:
        said = found["voice mail.sql"].read_text()
        return "CREATE TABLE `box`" in said and f"'name {ROWS - 1}'" in said and "accounts.sql" in found

    def _source(self, **settings: object) -> SourceSpec:
        return SourceSpec("MSS1", data_item(ServerKind.MSS, "greetings"), "boxes", "mysql", settings)


class RedisRig(Rig):
    needs_settings = False

    def good(self, night: Night) -> SourceSpec:
        address = self.stack.enter_context(redis(self.folder / "redis"))
        return self._source(address=str(address), password_file=str(address.parent / "password"))

    def broken(self, night: Night) -> SourceSpec:
        return self._source(address=str(self.folder / "missing"))

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        silent = self.stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        return replace(self._source(address=f"127.0.0.1:{silent.getsockname()[1]}"), stall_limit=STALL)

    def is_whole(self, found: dict[str, Path]) -> bool:
        checked = subprocess.run(["redis-check-rdb", found["dump.rdb"]], check=False, capture_output=True)
        return f"[info] {ROWS} keys read".encode() in checked.stdout

    def _source(self, **settings: object) -> SourceSpec:
        return SourceSpec("MSS1", data_item(ServerKind.MSS, "greetings"), "queues", "redis", settings)


class SqliteRig(Rig):
    def good(self, night: Night) -> SourceSpec:
        path = self.folder / "mail boxes.db"
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("CREATE TABLE box (n)")
            database.executemany("INSERT INTO box VALUES (?)", [(number,) for number in range(ROWS)])
            database.commit()
        return self._source(path)

    def broken(self, night: Night) -> SourceSpec:
        return self._source(self.folder / "missing.db")

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        return replace(self._source(mount / "file"), stall_limit=STALL)

    def is_whole(self, found: dict[str, Path]) -> bool:
        (path,) = found.values()
        with closing(sqlite3.connect(path)) as database:
            return list(database.execute("SELECT count(*) FROM box")) == [(ROWS,)]

    def _source(self, path: Path) -> SourceSpec:
        settings = {"databases": [str(path)]}
        return SourceSpec("MSS1", data_item(ServerKind.MSS, "greetings"), "boxes", "sqlite", settings)


class SystemRig(Rig):
    files = 8
    needs_settings = False

    def good(self, night: Night) -> SourceSpec:
        return self._source()

    def broken(self, night: Night) -> SourceSpec:
        return self._source("plumbing")

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        host = self.stack.enter_context(far_host(self.folder / "silent", command="sleep 600"))
        return replace(self._source(), host=host, stall_limit=STALL)

    def is_whole(self, found: dict[str, Path]) -> bool:
        is_root_told = any(
            line.startswith("root:") for line in found["accounts.txt"].read_text().splitlines()
        )
        return is_root_told and len(found) == self.files

    def _source(self, *parts: str) -> SourceSpec:
        settings = {"parts": list(parts)}
        return SourceSpec("MSS1", data_item(ServerKind.MSS, "greetings"), "host", "system", settings)


class WindowsRig(Rig):
    """By a recorded session: no Windows is here."""

    files = 3
    needs_settings = False

    def good(self, night: Night) -> SourceSpec:
        return self._source({"parts": ["software", "hosts", "registry"], "hives": ["SYSTEM"]})

    def broken(self, night: Night) -> SourceSpec:
        spec = self._source({"parts": ["disks"]})
        record(self.folder / "windows", {"mmbackup-collect windows =disks": Answer(b"half", b"no", 1)})
        return spec

    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        host = self.stack.enter_context(far_host(self.folder / "silent", command="sleep 600"))
        return replace(self._spec({"parts": ["disks"]}), host=host, stall_limit=STALL)

    def is_whole(self, found: dict[str, Path]) -> bool:
        asked = {"software.txt": "=software", "SYSTEM.hiv": "=hive =SYSTEM"}
        right = {name: SESSION[f"mmbackup-collect windows {words}"].said for name, words in asked.items()}
        return {name: path.read_bytes() for name, path in found.items()} == right | {"hosts": HOSTS}

    def _source(self, settings: dict[str, object]) -> SourceSpec:
        host = self.stack.enter_context(far_windows(self.folder / "windows"))
        return replace(self._spec(settings), host=host)

    def _spec(self, settings: dict[str, object]) -> SourceSpec:
        return SourceSpec("MSS1", data_item(ServerKind.MSS, "greetings"), "host", "windows", settings)


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


class FarLdapRig(_Far, LdapRig):
    pass


class FarMaildirRig(_Far, MaildirRig):
    pass


class FarMysqlRig(_Far, MysqlRig):
    pass


class FarQueueRig(_Far, QueueRig):
    pass


class FarPostgresqlRig(_Far, PostgresqlRig):
    pass


class FarRedisRig(_Far, RedisRig):
    pass


class FarSqliteRig(_Far, SqliteRig):
    pass


class FarSystemRig(_Far, SystemRig):
    def stuck(self, night: Night, mount: Path) -> SourceSpec:
        return SystemRig.stuck(self, night, mount)


RIGS: dict[str, type[Rig]] = {
    "files": FilesRig,
    "files over SSH": FarFilesRig,
    "command": CommandRig,
    "maildir": MaildirRig,
    "mbox": MboxRig,
    "ldap": LdapRig,
    "mysql": MysqlRig,
    "postgresql": PostgresqlRig,
    "postgresql over SSH": FarPostgresqlRig,
    "queue": QueueRig,
    "redis": RedisRig,
    "sqlite": SqliteRig,
    "system": SystemRig,
    "windows": WindowsRig,
}
# all dumps of another machine come the same way: of these it is enough to see that they come
FAR_RIGS: dict[str, type[Rig]] = {
    "ldap": FarLdapRig,
    "maildir": FarMaildirRig,
    "mysql": FarMysqlRig,
    "queue": FarQueueRig,
    "redis": FarRedisRig,
    "sqlite": FarSqliteRig,
    "system": FarSystemRig,
}
