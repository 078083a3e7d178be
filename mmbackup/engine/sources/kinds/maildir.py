"""The kind "maildir": mailboxes in Maildir format, with what a mail server keeps beside the messages.

roots (absolute paths): folders below which mailboxes lie, or mailboxes themselves. What is being delivered
(tmp) is left out, as nobody has it yet; Dovecot's indexes, subscriptions and sieve scripts are kept.
(https://cr.yp.to/proto/maildir.html)
"""

from mmbackup.engine.sources.port import Settings, Walk
from mmbackup.engine.sources.settings_faults import faults_of_paths, texts, unknown_keys

# the folder itself stays: a Maildir without one is none
_BEING_DELIVERED = ("tmp/*", "*/tmp/*")
_LOCKS = ("dovecot-uidlist.lock", "dovecot.index.lock", "dovecot.lock", "*.sieve.lock")


class Maildir:
    """A message that is read moves from new to cur: it is followed there, as in every source of files."""

    def faults(self, settings: Settings) -> list[str]:
        return faults_of_paths(settings, "roots", needed=True) + unknown_keys(settings, ("roots",))

    def walk(self, settings: Settings) -> Walk:
        return Walk(tuple(texts(settings, "roots")), exclude=(*_BEING_DELIVERED, *_LOCKS))
