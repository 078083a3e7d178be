"""Databases and directories for the contract of putting back: filled, changed, wiped, read."""

import base64
import shutil
import sqlite3
import subprocess
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.operations.restore.job import Taker
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.sources.databases import mariadb, redis
from tests.engine.sources.directory import ADMIN, SUFFIX, Directory, configured, directory
from tests.postgresql import postgresql_url

BOXES = {"anna": "1", "bert": "2", "čeněk": "3"}
CHANGED = {"anna": "9", "dora": "4"}


class PutBackRig:
    """Boxes, by name. kept: what is there after CHANGED was restored over, keeping what is there."""

    kind = ""
    kept = CHANGED
    outputs = 1

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    @property
    def settings(self) -> dict[str, object]:
        raise NotImplementedError

    @property
    def source(self) -> SourceSpec:
        item = data_item(ServerKind.MSS, "greetings")
        return SourceSpec("MSS1", item, "boxes", self.kind, self.settings)

    @property
    def taker(self) -> Taker:
        return Taker("MSS1", "greetings", "boxes", self.kind, self.settings)

    def fill(self, boxes: dict[str, str]) -> None:
        """These and no others."""
        raise NotImplementedError

    def wipe(self) -> None:
        raise NotImplementedError

    def boxes(self) -> dict[str, str]:
        raise NotImplementedError

    def set_aside(self) -> bool:
        """Whether what was there before stands aside somewhere."""
        raise NotImplementedError

    def stand_still(self) -> None:
        """The server is stopped, where it must be."""


class SqliteRig(PutBackRig):
    kind = "sqlite"

    @property
    def path(self) -> Path:
        return self.folder / "mail boxes.db"

    @property
    def settings(self) -> dict[str, object]:
        return {"databases": [str(self.path)]}

    def fill(self, boxes: dict[str, str]) -> None:
        self.wipe()
        with closing(sqlite3.connect(self.path)) as database:
            database.execute("CREATE TABLE box (name, number)")
            database.executemany("INSERT INTO box VALUES (?, ?)", boxes.items())
            database.commit()

    def wipe(self) -> None:
        for path in self.folder.iterdir():
            path.unlink()

    def boxes(self) -> dict[str, str]:
        with closing(sqlite3.connect(self.path)) as database:
            return dict(database.execute("SELECT name, number FROM box"))

    def set_aside(self) -> bool:
        return bool(list(self.folder.glob("*.before-*")))


class RedisRig(PutBackRig):
    kind = "redis"

    @property
    def path(self) -> Path:
        return self.folder / "redis/dump.rdb"

    @property
    def settings(self) -> dict[str, object]:
        server = self.folder / "redis"
        return {
            "address": str(server / "socket"),
            "password_file": str(server / "password"),
            "file": str(self.path),
        }

    def fill(self, boxes: dict[str, str]) -> None:
        self.stack.close()
        self.wipe()
        self._start()
        self._ask("FLUSHALL")
        for name, number in boxes.items():
            self._ask("SET", name, number)
        self._ask("SAVE")

    def wipe(self) -> None:
        self.stack.close()
        shutil.rmtree(self.folder / "redis", ignore_errors=True)
        (self.folder / "redis").mkdir()

    def boxes(self) -> dict[str, str]:
        self._start()
        names = self._ask("KEYS", "*").splitlines()
        found = {name: self._ask("GET", name).strip() for name in names}
        self.stack.close()
        return found

    def set_aside(self) -> bool:
        return bool(list(self.path.parent.glob("dump.rdb.before-*")))

    def stand_still(self) -> None:
        self.stack.close()

    def _start(self) -> None:
        self.stack.enter_context(redis(self.folder / "redis", rows=0))

    def _ask(self, *words: str) -> str:
        socket = self.folder / "redis/socket"
        argv = ["redis-cli", "--raw", "-s", str(socket), "-a", "secret", "--no-auth-warning", *words]
        return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


class PostgresqlRig(PutBackRig):
    """Beside the database a role of its own, which the boxes belong to."""

    kind = "postgresql"
    outputs = 2
    name = "put back's boxes"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        if shutil.which("psql") is None:
            pytest.skip("needs what this machine lacks: PostgreSQL")
        url = urlsplit(postgresql_url())
        self.connection = f"host={url.hostname} port={url.port} user=postgres"
        self.stack.callback(self.wipe)

    @property
    def settings(self) -> dict[str, object]:
        return {"connection": self.connection, "databases": [self.name]}

    def fill(self, boxes: dict[str, str]) -> None:
        self.wipe()
        self.psql(
            "postgres", "CREATE ROLE \"box keeper\" PASSWORD 'secret'", f'CREATE DATABASE "{self.name}"'
        )
        rows = ", ".join(f"('{name}', '{number}')" for name, number in boxes.items())
        table = "CREATE TABLE box (name text, number text)"
        insert = f"INSERT INTO box VALUES {rows}"  # noqa: S608 - our own names
        self.psql(self.name, table, insert, 'ALTER TABLE box OWNER TO "box keeper"')

    def wipe(self) -> None:
        for name in self._databases():
            self.psql("postgres", f'DROP DATABASE "{name}"')
        self.psql("postgres", 'DROP ROLE IF EXISTS "box keeper"')

    def boxes(self) -> dict[str, str]:
        owned = self.psql(self.name, "SELECT tableowner FROM pg_tables WHERE tablename = 'box'")
        assert owned == ["box keeper"]
        rows = self.psql(self.name, "SELECT name || '=' || number FROM box")
        return dict(row.split("=") for row in rows)

    def set_aside(self) -> bool:
        return len(self._databases()) > 1

    def psql(self, database: str, *statements: str) -> list[str]:
        quoted = database.replace("'", "\\'")
        argv = ["psql", "-XqtA", "-v", "ON_ERROR_STOP=1", f"--dbname={self.connection} dbname='{quoted}'"]
        said = ";\n".join((*statements, ""))  # which may be longer than a word of a command
        done = subprocess.run(argv, check=True, capture_output=True, text=True, input=said)
        return done.stdout.splitlines()

    def _databases(self) -> list[str]:
        return self.psql("postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'put back%'")


class MysqlRig(PutBackRig):
    kind = "mysql"
    outputs = 2
    name = "voice `mail"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.options = self.stack.enter_context(mariadb(folder / "mariadb"))

    @property
    def settings(self) -> dict[str, object]:
        return {"options_file": str(self.options), "databases": [self.name]}

    def fill(self, boxes: dict[str, str]) -> None:
        self.wipe()
        self.ask("CREATE DATABASE `voice ``mail`; CREATE USER boxer@localhost IDENTIFIED BY 'secret'")
        self.ask("GRANT ALL ON `voice ``mail`.* TO boxer@localhost")
        rows = ", ".join(f"('{name}', '{number}')" for name, number in boxes.items())
        table = "CREATE TABLE box (name TEXT, number LONGTEXT) CHARACTER SET utf8mb4"
        self.ask(f"USE `voice ``mail`; {table}; INSERT INTO box VALUES {rows}")  # noqa: S608 - our own names

    def wipe(self) -> None:
        for name in self._databases():
            self.ask(f"DROP DATABASE `{name.replace('`', '``')}`")
        self.ask("DROP USER IF EXISTS boxer@localhost")

    def boxes(self) -> dict[str, str]:
        granted = self.ask("SHOW GRANTS FOR boxer@localhost")
        assert "IDENTIFIED BY PASSWORD" in granted
        assert "GRANT ALL PRIVILEGES ON `voice ``mail`.*" in granted
        rows = self.ask("SELECT CONCAT(name, '=', number) FROM `voice ``mail`.box").splitlines()
        return dict(row.split("=") for row in rows)

    def set_aside(self) -> bool:
        return len(self._databases()) > 1

    def ask(self, statement: str) -> str:
        argv = ["mariadb", f"--defaults-file={self.options}", "-N", "-B", "--default-character-set=utf8mb4"]
        return subprocess.run(argv, check=True, capture_output=True, text=True, input=statement).stdout

    def _databases(self) -> list[str]:
        return [name for name in self.ask("SHOW DATABASES").splitlines() if name.startswith("voice")]


class LdapRig(PutBackRig):
    """Into slapd's own files, while it stands still. What is missing comes back beside what is kept."""

    kind = "ldap"
    kept = BOXES | CHANGED

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.made: Directory = configured(folder / "ldap", subscribers=0)

    @property
    def settings(self) -> dict[str, object]:
        return {"suffixes": [SUFFIX], "folder": str(self.made.configuration)}

    @property
    def data(self) -> Path:
        return self.made.folder / "data"

    def fill(self, boxes: dict[str, str]) -> None:
        self.wipe()
        self._add(boxes)

    def wipe(self) -> None:
        shutil.rmtree(self.data)
        self.data.mkdir()

    def boxes(self) -> dict[str, str]:
        argv = ["slapcat", "-o", "ldif-wrap=no", "-F", str(self.made.configuration), "-b", SUFFIX]
        return _boxes(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)

    def set_aside(self) -> bool:
        return bool(list(self.data.glob("before-*/data.mdb")))

    def _add(self, boxes: dict[str, str]) -> None:
        argv = ["slapadd", "-F", str(self.made.configuration), "-b", SUFFIX]
        subprocess.run(argv, check=True, capture_output=True, input=_ldif(boxes).encode())


class OnlineLdapRig(PutBackRig):
    """Over LDAP, while it runs."""

    kind = "ldap"
    kept = BOXES | CHANGED

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.made: Directory = self.stack.enter_context(directory(folder / "ldap", subscribers=0))

    @property
    def settings(self) -> dict[str, object]:
        return {
            "suffixes": [SUFFIX],
            "uri": self.made.uri,
            "bind": ADMIN,
            "password_file": str(self.made.password_file),
        }

    def fill(self, boxes: dict[str, str]) -> None:
        self.wipe()
        self._run("ldapadd", said=_ldif(boxes))

    def wipe(self) -> None:
        """What is there: OpenLDAP 2.5 dies when something is added after nothing was deleted."""
        look = ["ldapsearch", *self._who, "-b", SUFFIX, "-s", "base"]
        if subprocess.run(look, check=False, capture_output=True).returncode == 0:
            self._run("ldapdelete", "-r", SUFFIX)

    def boxes(self) -> dict[str, str]:
        return _boxes(self._run("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-b", SUFFIX))

    def set_aside(self) -> bool:
        """As a file, which the log names."""
        return True

    @property
    def _who(self) -> list[str]:
        return ["-x", "-H", self.made.uri, "-D", ADMIN, "-y", str(self.made.password_file)]

    def _run(self, program: str, *words: str, said: str = "") -> str:
        argv = [program, *self._who, *words]
        return subprocess.run(argv, check=True, capture_output=True, text=True, input=said).stdout


def _ldif(boxes: dict[str, str]) -> str:
    first = f"dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n"
    return first + "".join(
        f"dn: cn={name},{SUFFIX}\nobjectClass: person\ncn: {name}\nsn: {number}\n\n"
        for name, number in boxes.items()
    )


def _boxes(ldif: str) -> dict[str, str]:
    """By the plain of two ways to write a value."""
    found = {}
    for entry in ldif.split("\n\n"):
        pairs = dict(line.split(":", 1) for line in entry.splitlines() if ":" in line)
        if "sn" in pairs:
            name = pairs["cn"]
            plain = base64.b64decode(name[1:]).decode() if name.startswith(":") else name
            found[plain.strip()] = pairs["sn"].strip()
    return found


PUT_BACK_RIGS: dict[str, type[PutBackRig]] = {
    "ldap": LdapRig,
    "ldap over LDAP": OnlineLdapRig,
    "mysql": MysqlRig,
    "postgresql": PostgresqlRig,
    "redis": RedisRig,
    "sqlite": SqliteRig,
}
