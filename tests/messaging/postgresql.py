"""A real PostgreSQL with a role and databases of its own."""

import shutil
import signal
from pathlib import Path

from tests.messaging.server import Server, run
from tests.ports import HERE, free_port

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
        user = ("--reuid", USER, "--regid", USER, "--init-groups", "--pdeathsig", "INT")
        argv = (_program("postgres"), "-D", str(self.cluster), "-h", HERE, "-p", str(self.port))
        quick = ("-c", "fsync=off", "-c", "wal_level=minimal", "-c", "max_wal_senders=0")
        return ["setpriv", *user, "--", *argv, "-k", str(self.folder), *quick]

    def answers(self) -> bool:
        try:
            return self.ask("SELECT 1") == b"1\n"
        except AssertionError:
            return False

    def stop(self) -> None:
        """At once, whoever is connected."""
        if self.program:
            self.program.send_signal(signal.SIGINT)
        super().stop()

    def ask(self, sql: str, database: str = "postgres") -> bytes:
        argv = ("psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1")
        return run(*argv, "-d", f"{self.connection} dbname={database}", stdin=sql.encode())


def _program(name: str) -> str:
    return str(max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))
