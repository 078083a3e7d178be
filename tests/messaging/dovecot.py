"""A real Dovecot: mailboxes in Maildir format, delivered to by LMTP through sieve, read by IMAP."""

import imaplib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.messaging.server import SECONDS, Server
from tests.ports import HERE, free_port

PASSWORD = "secret"
_OWNER = 5000

_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
mail_fsync = never
first_valid_uid = {owner}
auth_cache_size = 1M
default_process_limit = 300
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner} home={mail}/%n allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
plugin {{
  sieve = file:~/sieve;active=~/.dovecot.sieve
}}
protocol lmtp {{
  mail_plugins = sieve
  postmaster_address = postmaster@voice.example
}}
protocol imap {{
  mail_max_userip_connections = 100
}}
"""
_SIEVE = b'require ["fileinto", "mailbox"];\nif header "X-Urgent" "yes" { fileinto :create "Urgent"; }\n'


class Stored(NamedTuple):
    """A message as IMAP gives it."""

    uid: int
    flags: frozenset[bytes]
    content: bytes


class Dovecot(Server):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.imap_port, self.lmtp_port = free_port(), free_port()
        self.mail = folder / "mail"
        self.data = (self.mail,)
        self.mail.mkdir()
        os.chown(self.mail, _OWNER, _OWNER)
        text = _CONFIGURATION.format(
            folder=folder,
            mail=self.mail,
            owner=_OWNER,
            password=PASSWORD,
            imap_port=self.imap_port,
            lmtp_port=self.lmtp_port,
        )
        (folder / "dovecot.conf").write_text(text)

    def command(self) -> list[str]:
        return ["/usr/sbin/dovecot", "-F", "-c", str(self.folder / "dovecot.conf")]

    def answers(self) -> bool:
        try:
            with imaplib.IMAP4(HERE, self.imap_port, timeout=5) as client:
                return client.welcome.startswith(b"* OK")
        except (OSError, imaplib.IMAP4.abort):
            return False

    def write_sieve(self, name: str) -> None:
        """Urgent mail goes into a folder of its own."""
        scripts = self.mail / name / "sieve"
        scripts.mkdir(parents=True)
        (scripts / "urgent.sieve").write_bytes(_SIEVE)
        (scripts.parent / ".dovecot.sieve").symlink_to("sieve/urgent.sieve")
        for path in (scripts.parent, scripts, scripts / "urgent.sieve"):
            os.chown(path, _OWNER, _OWNER)

    @contextmanager
    def opened(self, name: str) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4(HERE, self.imap_port, timeout=SECONDS) as client:
            client.login(f"{name}@voice.example", PASSWORD)
            yield client

    def read(self, name: str) -> dict[str, list[Stored]]:
        """All of somebody's messages, by folder; nothing changes by it."""
        with self.opened(name) as client:
            _, listed = client.list()
            folders = [line.rpartition(b' "." ')[2].decode().strip('"') for line in _lines(listed)]
            return {folder: list(_messages(client, folder)) for folder in folders}

    def mark_read(self, name: str) -> None:
        """As somebody who looks through the mailbox: each message's file is renamed, every time."""
        with self.opened(name) as client:
            client.select("INBOX")
            client.store("1:*", "+FLAGS", r"(\Seen)")
            _, flagged = client.search(None, "FLAGGED")
            client.store("1:*", "-FLAGS" if flagged[0] else "+FLAGS", r"(\Flagged)")


def _messages(client: imaplib.IMAP4, folder: str) -> Iterator[Stored]:
    _, count = client.select(folder, readonly=True)
    if count[0] in (None, b"0"):
        return
    _, answer = client.fetch("1:*", "(UID FLAGS BODY.PEEK[])")
    for part in answer:
        if isinstance(part, tuple):
            words = part[0].replace(b"(", b" ").replace(b")", b" ").split()
            flags = frozenset(word for word in words if word.startswith(b"\\"))
            yield Stored(int(words[words.index(b"UID") + 1]), flags - {b"\\Recent"}, part[1])


def _lines(listed: Sequence[object]) -> list[bytes]:
    return [line for line in listed if isinstance(line, bytes)]
