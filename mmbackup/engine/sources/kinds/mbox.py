"""The kind "mbox": mailboxes that are a file each. roots (absolute paths): folders of them, or single ones.

A mailbox to which mail is added while it is read is noted as changed; its bytes are those of one reading.
"""

from mmbackup.engine.format.subscriber_pattern import EACH_MBOX
from mmbackup.engine.sources.port import Settings, Walk
from mmbackup.engine.sources.settings_faults import faults_of_paths, texts, unknown_keys
from mmbackup.engine.sources.subscribers_setting import KEY, faults_of_subscribers, patterns_of

_LOCKS = ("*.lock", "*.lock.*")


class Mbox:
    """Without the lock files that mean nothing once the machine is another one."""

    def faults(self, settings: Settings) -> list[str]:
        found = faults_of_paths(settings, "roots", needed=True) + faults_of_subscribers(settings)
        return found + unknown_keys(settings, ("roots", KEY))

    def walk(self, settings: Settings) -> Walk:
        return Walk(tuple(texts(settings, "roots")), exclude=_LOCKS)

    def subscribers(self, settings: Settings) -> tuple[str, ...]:
        return patterns_of(settings, EACH_MBOX)
