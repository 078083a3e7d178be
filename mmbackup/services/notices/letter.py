"""What a channel is given to send, and what it says when it could not."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from mmbackup.engine.errors import BackupError

ALARM_LEVELS = ("MAJ", "MIN", "WRN")
EVENT, RESULT, DIGEST, TEST = "event", "result", "digest", "test"
LEVELS = (*ALARM_LEVELS, EVENT, RESULT, DIGEST)


@dataclass(frozen=True, slots=True)
class Letter:
    """subject is one line, text several. key names the fact: so a receiver knows one that comes twice."""

    key: str
    site: str
    at: datetime
    level: str
    code: str
    is_end: bool
    subject: str
    text: str
    link: str = ""

    @property
    def is_alarm(self) -> bool:
        return self.level in ALARM_LEVELS

    @property
    def whole_text(self) -> str:
        return f"{self.text}\n\n{self.link}" if self.link else self.text


class Receipt(NamedTuple):
    """What the receiver answered; complaint where it took the letter, but not all of it."""

    answer: str
    complaint: str = ""


class NotDelivered(BackupError):
    """The receiver is down, or will not have it. is_permanent: trying again does not help."""

    retry_helps = True
    next_step = "Look at the channel (Alarming > Notifications), mend what it says, and press Test."

    def __init__(self, words: str, *, is_permanent: bool = False) -> None:
        super().__init__(words)
        self.is_permanent = is_permanent
