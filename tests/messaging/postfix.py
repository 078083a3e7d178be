"""A real Postfix: takes mail by SMTP, delivers it to Dovecot by LMTP, and keeps what cannot be delivered."""

import json
import shutil
import smtplib
import subprocess
from pathlib import Path

from tests.messaging.server import Server, run
from tests.ports import HERE, free_port

_MAIN = """
compatibility_level = 3.6
myhostname = mas.voice.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
queue_directory = {queue}
data_directory = {folder}/data
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
virtual_mailbox_domains = voice.example
virtual_transport = lmtp:inet:127.0.0.1:{lmtp_port}
transport_maps = inline:{{ branch.example=smtp:[127.0.0.1]:{branch_port} }}
alias_maps =
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
"""
_SERVICES = """
{smtp_port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
pickup unix n - n 60 1 pickup
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix(Server):
    """branch_port: where mail for branch.example goes, as soon as somebody listens there."""

    def __init__(self, folder: Path, lmtp_port: int) -> None:
        super().__init__(folder)
        self.smtp_port, self.branch_port = free_port(), free_port()
        self.configuration, self.queue = folder / "etc", folder / "spool"
        self.data = (self.queue,)
        self.queue.mkdir()
        self.configuration.mkdir()
        (folder / "data").mkdir()
        (folder / "maillog").touch()
        for path in ("data", "maillog"):
            shutil.chown(folder / path, "postfix")
        ports = {"lmtp_port": lmtp_port, "branch_port": self.branch_port, "smtp_port": self.smtp_port}
        for name, text in (("main.cf", _MAIN), ("master.cf", _SERVICES)):
            (self.configuration / name).write_text(text.format(folder=folder, queue=self.queue, **ports))

    def command(self) -> list[str]:
        return ["postfix", "-c", str(self.configuration), "start-fg"]

    def answers(self) -> bool:
        try:
            with smtplib.SMTP(HERE, self.smtp_port, timeout=5) as client:
                return client.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def stop(self) -> None:
        """The master's children too."""
        if self.program:
            subprocess.run(["postfix", "-c", self.configuration, "stop"], check=False, capture_output=True)
            super().stop()

    def queued(self) -> list[str]:
        """The recipients of what waits."""
        lines = run("postqueue", "-c", self.configuration, "-j").splitlines()
        return [one["address"] for line in lines for one in json.loads(line)["recipients"]]

    def is_in_order(self) -> bool:
        """Names fit where files lie now: Postfix's own tool changes none. Asked while it stands still."""
        names = self._names()
        run("postsuper", "-c", self.configuration, "-s")
        return bool(names) and self._names() == names

    def _names(self) -> set[str]:
        waiting = [path for name in ("active", "deferred") for path in (self.queue / name).rglob("*")]
        return {path.name for path in waiting if path.is_file()}

    def try_again(self) -> None:
        """To deliver all that waits."""
        run("postqueue", "-c", self.configuration, "-f")
