"""A MariaDB or MySQL server that is asked to put something back: by its own client, no shell in reach."""

import shutil

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.sources.port import Programs

LONGEST_NAME = 64


class MysqlServer:
    """options_file as the source names it; empty: the client's own."""

    def __init__(self, options_file: str, programs: Programs) -> None:
        self._options = [f"--defaults-extra-file={options_file}"] if options_file else []
        self._programs = programs

    def ask(self, statement: str) -> list[str]:
        """The lines of its answer."""
        argv = [*self._client(), "--batch", "--skip-column-names", f"--execute={statement}"]
        said = self._programs.run([*argv, "--connect-timeout=10"])
        return said.decode("utf-8", "surrogateescape").splitlines()

    def feed(self, path: str, database: str = "") -> None:
        """What a dump says. binary-mode: nothing in it is a command to the client, as for a shell."""
        chosen = [f"--database={database}"] if database else []
        argv = [*self._client(), "--batch", "--binary-mode", "--default-character-set=utf8mb4", *chosen]
        self._programs.run(argv, stdin=path)

    def dump(self, database: str, path: str) -> None:
        """Without its name: to be fed into any."""
        argv = [_found("mariadb-dump", "mysqldump"), *self._options, "--single-transaction", "--quick"]
        argv += ["--routines", "--triggers", "--events", "--hex-blob", "--default-character-set=utf8mb4"]
        self._programs.run([*argv, "--", database], stdout=path)

    def has(self, database: str) -> bool:
        name = database.encode("utf-8", "surrogateescape").hex()
        found = "SELECT COUNT(*) FROM information_schema.SCHEMATA"
        return self.ask(f"{found} WHERE HEX(SCHEMA_NAME) = '{name.upper()}'") != ["0"]

    def make_anew(self, database: str) -> None:
        self.ask(f"DROP DATABASE IF EXISTS {quoted(database)}; CREATE DATABASE {quoted(database)}")

    def drop(self, database: str) -> None:
        self.ask(f"DROP DATABASE IF EXISTS {quoted(database)}")

    def _client(self) -> list[str]:
        return [_found("mariadb", "mysql"), *self._options]


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _found(*names: str) -> str:
    for name in names:
        if path := shutil.which(name):
            return path
    raise CommandFailed(f"neither {' nor '.join(names)} is here")
