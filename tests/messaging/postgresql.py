"""A real PostgreSQL with a role and databases of its own."""

import os
import shutil
import signal
from pathlib import Path

from tests.messaging.server import HERE, SECONDS, Server, free_port, run

USER = "postgres"


class Postgresql(Server):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        shutil.chown(folder, USER)
        self.port = free_port()
        self.cluster = folder / "cluster"
        self.data = (self.cluster,)
        self.initialise()

    @property
    def connection(self) -> str:
        return f"host={HERE} port={self.port} user={USER}"

    def initialise(self) -> None:
        """As an administrator does after a loss: an empty cluster."""
        argv = (_program("initdb"), "-D", self.cluster, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C")
        run(*argv, "--no-sync", user=USER)

    def command(self) -> list[str]:
        argv = [_program("postgres"), "-D", str(self.cluster), "-h", HERE, "-p", str(self.port)]
        argv += ["-k", str(self.folder), "-c", "fsync=off", "-c", "wal_level=minimal"]
        return ["runuser", "-u", USER, "--", *argv, "-c", "max_wal_senders=0"]

    def answers(self) -> bool:
        try:
            return self.ask("SELECT 1") == b"1\n"
        except AssertionError:
            return False

    def stop(self) -> None:
        """At once, whoever is connected; runuser would not hand it on."""
        if self.program and self.program.poll() is None:
            os.kill(int((self.cluster / "postmaster.pid").read_text().split()[0]), signal.SIGINT)
            self.program.wait(SECONDS)
        self.program = None

    def ask(self, sql: str, database: str = "postgres") -> bytes:
        argv = ("psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1")
        return run(*argv, "-d", f"{self.connection} dbname={database}", stdin=sql.encode())


def _program(name: str) -> str:
    return str(max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))
