"""A host for tests: a real sshd on the loopback, whose one key may do nothing but mmbackup-collect."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mmbackup.engine.hosts.host import Host
from mmbackup.environment import BASE_DIR
from tests.ports import free_port
from tests.waiting import wait_until

COLLECT = Path(BASE_DIR) / "deploy" / "mmbackup-collect"
DEADLINE = 60  # seconds, for a busy machine


@contextmanager
def far_host(folder: Path, *, command: str = "", address: str = "127.0.0.1") -> Iterator[Host]:
    """command takes the place of the forced one."""
    sshd = shutil.which("sshd", path="/usr/sbin:/usr/bin")
    if sshd is None or shutil.which("ssh") is None or os.geteuid() != 0:
        pytest.skip("needs what this machine lacks: an OpenSSH server, and root to run it")
    folder.mkdir()
    for name in ("host", "client"):
        argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
        subprocess.run(argv, check=True)
    public = (folder / "client.pub").read_text()
    (folder / "authorized_keys").write_text(f'restrict,command="{command or COLLECT}" {public}')
    port = free_port(address=address)
    words = (folder / "host.pub").read_text().split()
    (folder / "known_hosts").write_text(f"[{address}]:{port} {words[0]} {words[1]}\n")
    (folder / "sshd_config").write_text(
        f"ListenAddress {address}\nPort {port}\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {folder}/authorized_keys\nStrictModes no\nPermitRootLogin forced-commands-only\n"
        "PasswordAuthentication no\nLogLevel ERROR\nMaxStartups 100\n"
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    process = subprocess.Popen([sshd, "-D", "-f", str(folder / "sshd_config")], stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: _answers(address, port), "the SSH server answers")
        yield Host(address, "root", str(folder / "client"), str(folder / "known_hosts"), port)
    finally:
        process.terminate()
        process.wait(DEADLINE)


def _answers(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), DEADLINE).close()
    except OSError:
        return False
    return True
