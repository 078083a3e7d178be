"""A whole messaging system of real servers on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.messaging.dovecot import Dovecot
from tests.messaging.openldap import OpenLdap
from tests.messaging.postfix import Postfix
from tests.messaging.postgresql import Postgresql
from tests.messaging.server import Server


class MessagingSystem:
    """In the order in which they are started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgresql = Postgresql(folder / "postgresql")
        self.ldap = OpenLdap(folder / "openldap")
        self.dovecot = Dovecot(folder / "dovecot")
        self.postfix = Postfix(folder / "postfix", self.dovecot.lmtp_port)
        self.servers: tuple[Server, ...] = (self.postgresql, self.ldap, self.dovecot, self.postfix)

    @contextmanager
    def running(self) -> Iterator[None]:
        try:
            for server in self.servers:
                server.start()
            yield
        finally:
            self.stop()

    def stop(self) -> None:
        for server in reversed(self.servers):
            server.stop()

    def install_anew(self) -> None:
        """As an administrator does before a restore: empty folders, an empty cluster."""
        self.ldap.initialise()
        self.postgresql.initialise()

    def wipe(self) -> None:
        """Their disks are lost."""
        for server in self.servers:
            server.wipe()
