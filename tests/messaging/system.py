"""A whole messaging system of real servers on this machine, and the configuration that saves it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.messaging.dovecot import Dovecot
from tests.messaging.openldap import SUFFIX, OpenLdap
from tests.messaging.postfix import Postfix
from tests.messaging.postgresql import Postgresql
from tests.messaging.server import Server

_SITE = """
[site]
name = "Voice"
[schedule]
at = "{at}"
drive = "Disk"
[[pools]]
name = "nightly"
label_blank = true
[[drives]]
name = "Disk"
kind = "emulated"
path = "{shelf}"
media = [{{ name = "A", capacity = "500 MB" }}]

[[servers]]
name = "MSS1"
kind = "MSS"
[[servers.sources]]
item = "messages"
name = "mailboxes"
kind = "maildir"
roots = ["{system.dovecot.mail}"]
[[servers.sources]]
item = "subscribers"
name = "directory"
kind = "ldap"
folder = "{system.ldap.configuration}"
suffixes = ["{suffix}"]
configuration = true
[[servers.sources]]
item = "detailed-system-data"
name = "databases"
kind = "postgresql"
connection = "{system.postgresql.connection}"

[[servers]]
name = "MAS1"
kind = "MAS"
[[servers.sources]]
item = "message-queue"
name = "queue"
kind = "files"
roots = ["{system.postfix.queue}"]
[[servers.sources]]
item = "caller-applications"
name = "postfix"
kind = "files"
roots = ["{system.postfix.configuration}"]
"""


class MessagingSystem:
    """In the order in which they are started."""

    def __init__(self, folder: Path) -> None:
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

    def wipe(self) -> None:
        """Their disks are lost."""
        for server in self.servers:
            server.wipe()

    def configuration(self, *, at: str, shelf: Path) -> str:
        return _SITE.format(at=at, shelf=shelf, system=self, suffix=SUFFIX)
