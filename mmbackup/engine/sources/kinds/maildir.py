"""The kind "maildir": mailboxes in Maildir format, with what a mail server keeps beside the messages.

roots (absolute paths): folders below which mailboxes lie, or mailboxes themselves. What is being delivered
(tmp) is left out, as nobody has it yet; Dovecot's indexes, subscriptions and sieve scripts are kept.
subscribers (patterns): which folder is whose; without it, that is seen by where the Maildirs lie.
(https://cr.yp.to/proto/maildir.html)
"""

from mmbackup.engine.format.subscriber_pattern import EACH_MAILDIR
from mmbackup.engine.sources.port import Settings, Walk
from mmbackup.engine.sources.settings_faults import faults_of_paths, texts, unknown_keys
from mmbackup.engine.sources.subscribers_setting import KEY, faults_of_subscribers, patterns_of

# the folder itself stays: a Maildir without one is none
_BEING_DELIVERED = ("tmp/*", "*/tmp/*")
_LOCKS = ("dovecot-uidlist.lock", "dovecot.index.lock", "dovecot.lock", "*.sieve.lock")


class Maildir:
    """A message that is read moves from new to cur: it is followed there, as in every source of files."""

    def faults(self, settings: Settings) -> list[str]:
        found = faults_of_paths(settings, "roots", needed=True) + faults_of_subscribers(settings)
        return found + unknown_keys(settings, ("roots", KEY))

    def walk(self, settings: Settings) -> Walk:
        return Walk(tuple(texts(settings, "roots")), exclude=(*_BEING_DELIVERED, *_LOCKS))

    def subscribers(self, settings: Settings) -> tuple[str, ...]:
        return patterns_of(settings, EACH_MAILDIR, end="/")
