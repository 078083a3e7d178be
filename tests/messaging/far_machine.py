"""Another machine: an address, a network and folders that nobody but its own processes sees, and an sshd.

A network namespace of its own, joined to this machine by a cable (veth), and a mount namespace in which its
data lies on a disk of its own, and this machine's folders are hidden.
"""

import contextlib
import ipaddress
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Self

from mmbackup.environment import BASE_DIR
from tests.engine.hosts.far import COLLECT
from tests.messaging.server import run
from tests.waiting import wait_until

DATA = Path("/srv")
_OWN = DATA / "ssh"
_NETWORKS = list(ipaddress.IPv4Network("198.18.0.0/15").subnets(new_prefix=30))  # for tests of networks
_SSHD = f"""
ListenAddress {{address}}
HostKey {_OWN}/host
PidFile none
UsePAM no
AuthorizedKeysFile {_OWN}/authorized_keys
StrictModes no
PermitRootLogin forced-commands-only
PasswordAuthentication no
LogLevel ERROR
"""
_BOOT = f"""
set -e
ip link set lo up
mount -t tmpfs far {DATA}
cp -r "$1" {_OWN}
cp "$2" {DATA}/mmbackup-collect
for hidden in "$3" /tmp /var/tmp; do mount -t tmpfs hidden "$hidden"; done
exec "$4" -D -e -f {_OWN}/sshd_config
"""


class FarMachine:
    """keys: a folder for the keys by which it and its one visitor are known."""

    def __init__(self, number: int, folder: Path) -> None:
        self.name = f"mm{os.getpid()}-{number}"
        self.link = f"mv{os.getpid()}-{number}"
        self._folder = folder
        network = _NETWORKS[(os.getpid() * 8 + number) % len(_NETWORKS)]
        self._here, there = (f"{address}/{network.prefixlen}" for address in network.hosts())
        self.address = there.partition("/")[0]
        self._there = there
        self._sshd: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._connect()
            self._make_keys()
            self._boot()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Its processes, then its network, whose cable goes with it."""
        self.die()
        subprocess.run(["ip", "netns", "delete", self.name], check=False, capture_output=True)
        subprocess.run(["ip", "link", "delete", self.link], check=False, capture_output=True)

    @property
    def host_key(self) -> str:
        return " ".join((self._folder / "host.pub").read_text().split()[:2])

    @property
    def identity(self) -> Path:
        return self._folder / "client"

    def at(self, path: str | Path) -> Path:
        """A path of its own, as this machine can reach it; gone when it is dead."""
        assert self._sshd
        return Path(f"/proc/{self._sshd.pid}/root{path}")

    @property
    def bytes_come(self) -> int:
        """Over the cable, to here."""
        return int(Path(f"/sys/class/net/{self.link}/statistics/rx_bytes").read_text())

    def die(self) -> None:
        """The power goes: all its processes at once."""
        self._signal(signal.SIGKILL)
        if self._sshd:
            self._sshd.wait(60)

    def hang(self) -> None:
        """Its network answers still, and nothing behind it."""
        self._signal(signal.SIGSTOP)

    def pull_the_cable(self) -> None:
        """Nothing comes back any more, not even a refusal."""
        run("ip", "-n", self.name, "link", "set", "far", "down")

    def _signal(self, number: signal.Signals) -> None:
        told = subprocess.run(["ip", "netns", "pids", self.name], check=False, capture_output=True)
        for process in told.stdout.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(process), number)

    def _connect(self) -> None:
        run("ip", "netns", "add", self.name)
        run("ip", "link", "add", self.link, "type", "veth", "peer", "name", "far", "netns", self.name)
        run("ip", "address", "add", self._here, "dev", self.link)
        run("ip", "link", "set", self.link, "up")
        run("ip", "-n", self.name, "address", "add", self._there, "dev", "far")
        run("ip", "-n", self.name, "link", "set", "far", "up")

    def _make_keys(self) -> None:
        self._folder.mkdir()
        for name in ("host", "client"):
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", self._folder / name)
        public = (self._folder / "client.pub").read_text()
        line = f'restrict,command="{DATA}/mmbackup-collect" {public}'
        (self._folder / "authorized_keys").write_text(line)
        (self._folder / "sshd_config").write_text(_SSHD.format(address=self.address))

    def _boot(self) -> None:
        Path("/run/sshd").mkdir(exist_ok=True)
        sshd = shutil.which("sshd", path="/usr/sbin")
        alive = ["setpriv", "--pdeathsig", "KILL", "--"]  # as long as the tests
        argv = [*alive, "ip", "netns", "exec", self.name, "unshare", "--mount", "sh", "-c", _BOOT, "boot"]
        with (self._folder / "log").open("wb") as log:
            self._sshd = subprocess.Popen(
                [*argv, str(self._folder), str(COLLECT), str(BASE_DIR), str(sshd)], stdout=log, stderr=log
            )
        wait_until(self._is_up, f"{self.name} is up")

    def _is_up(self) -> bool:
        assert self._sshd
        assert self._sshd.poll() is None, (self._folder / "log").read_text()
        argv = ["ssh-keyscan", "-T", "5", "-t", "ed25519", self.address]
        return bool(subprocess.run(argv, check=False, capture_output=True).stdout)
