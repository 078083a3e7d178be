"""Connects a host at the shell: shows it a key, and believes its own when somebody says that it is right."""

import sys

from django.core.management.base import CommandError, OutputWrapper
from django.utils import timezone

from mmbackup.management.site_argument import USAGE
from mmbackup.models import Server
from mmbackup.services.hosts.connect import believe, the_one_told, welcome
from mmbackup.services.hosts.identity import authorized_line, make_identity
from mmbackup.services.hosts.scan import FoundKey, fingerprint, scan

_PUT = """{server.user}@{server.address} is not connected yet. On the host, put deploy/mmbackup-collect into \
/usr/local/bin,
executable, and this line into ~/.ssh/authorized_keys of {server.user}:

{line}
"""
_SHOWN = """The host shows the key {key.fingerprint}
Compare it with what this says on the host itself: ssh-keygen -lf /etc/ssh/ssh_host_{kind}_key.pub"""


def connect(server: Server, *, told: str, out: OutputWrapper) -> None:
    """told: the fingerprint that is right, where nobody is to be asked. BackupError when it is not so."""
    if server.host_key:
        if told:
            known = FoundKey(server.host_key, fingerprint(server.host_key))
            the_one_told(server=server, found=[known], told=told)
        return
    _say(out, _PUT.format(server=server, line=line_for(server)))
    found = scan(server=server)
    key = the_one_told(server=server, found=found, told=told) if told else _asked(found[0], out)
    believe(server=server, key=key, now=timezone.now())
    welcome(server=server)


def line_for(server: Server) -> str:
    """With a key that is made when there is none yet."""
    make_identity(server=server, now=timezone.now())
    return authorized_line(server=server)


def _asked(key: FoundKey, out: OutputWrapper) -> FoundKey:
    kind = next((kind for kind in ("ed25519", "ecdsa") if kind in key.text.split()[0]), "rsa")
    _say(out, _SHOWN.format(key=key, kind=kind))
    if not sys.stdin.isatty():
        words = (
            "Nobody can be asked here whether that is the host's. Once compared, give --fingerprint SHA256:…"
        )
        raise CommandError(words, returncode=USAGE)
    _say(out, "Is it the host's? Type yes to believe it: ", ending="")
    if input().strip().lower() != "yes":
        raise CommandError("It is not believed, and nothing was changed.")
    return key


def _say(out: OutputWrapper, text: str, ending: str = "\n") -> None:
    """Beside what a script reads."""
    out.write(text, str, ending)
    out.flush()
