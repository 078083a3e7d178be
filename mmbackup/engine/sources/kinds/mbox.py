"""The kind "mbox": mailboxes that are a file each. roots (absolute paths): folders of them, or single ones.

A mailbox to which mail is added while it is read is noted as changed; its bytes are those of one reading.
"""

from mmbackup.engine.sources.port import Settings, Walk
from mmbackup.engine.sources.settings_faults import faults_of_paths, texts, unknown_keys

_LOCKS = ("*.lock", "*.lock.*")


class Mbox:
    """Without the lock files that mean nothing once the machine is another one."""

    def faults(self, settings: Settings) -> list[str]:
        return faults_of_paths(settings, "roots", needed=True) + unknown_keys(settings, ("roots",))

    def walk(self, settings: Settings) -> Walk:
        return Walk(tuple(texts(settings, "roots")), exclude=_LOCKS)
