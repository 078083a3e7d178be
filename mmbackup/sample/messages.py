"""The sample's messages: RFC 5322 mail, most with a voice recording, some of text alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from random import Random

from mmbackup.sample.people import Subscriber
from mmbackup.sample.voice import Choir

MESSAGES = 620
DAYS = 180  # they came in over so many days before the sample's day

_TEXTS = (
    "Please call back when you are in.",
    "The delivery has arrived and stands at reception.",
    "Can we move tomorrow's meeting to the afternoon?",
    "Your order was confirmed; the invoice follows.",
    "The lift is out of order until noon.",
    "Thank you for the quick answer. All is settled.",
)
# how long recordings are, from and to in seconds, with the share of all; a second is 22 kB of mail
_LENGTHS = {(0.8, 2.6): 0.56, (3.0, 10.0): 0.35, (18.0, 43.0): 0.09}


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the directory knows it; seconds is 0 for text alone."""

    number: int
    to: Subscriber
    sender: Subscriber
    sent_at: datetime
    seconds: float
    text: str
    is_new: bool

    @property
    def message_id(self) -> str:
        return f"<{self.sent_at:%Y%m%d%H%M%S}.{self.number:04d}@mss1.sample.example>"

    @property
    def subject(self) -> str:
        kind = f"Voice message, {self.seconds:.0f} s" if self.seconds else "Text message"
        return f"{kind}, from {self.sender.name}"

    @property
    def flags(self) -> str:
        """Maildir's: Seen, and now and then Replied or Flagged."""
        if self.is_new:
            return ""
        return ("S", "S", "RS", "FS")[self.number % 4]


def messages(people: list[Subscriber], day: datetime, random: Random) -> list[Message]:
    """In the order they came in; the newer, the more of them have not been listened to."""
    moments = sorted(day - timedelta(seconds=random.randrange(DAYS * 86400)) for _ in range(MESSAGES))
    return [_message(number, people, moment, day, random) for number, moment in enumerate(moments)]


def _message(
    number: int, people: list[Subscriber], moment: datetime, day: datetime, random: Random
) -> Message:
    to, sender = random.sample(people, 2)
    age = (day - moment) / timedelta(days=DAYS)
    return Message(
        number=number,
        to=to,
        sender=sender,
        sent_at=moment,
        seconds=0.0 if random.random() < 0.12 else _length(random),
        text=random.choice(_TEXTS),
        is_new=random.random() < 0.5 * (1 - age) ** 2,
    )


def _length(random: Random) -> float:
    shortest, longest = random.choices(list(_LENGTHS), weights=list(_LENGTHS.values()))[0]
    return random.uniform(shortest, longest)


def as_mail(message: Message, choir: Choir, random: Random) -> bytes:
    """The whole mail, as it lies in the mailbox: lines end in LF there."""
    mail = EmailMessage(policy=SMTP.clone(linesep="\n"))
    mail["From"] = formataddr((message.sender.name, message.sender.address))
    mail["To"] = formataddr((message.to.name, message.to.address))
    mail["Date"] = format_datetime(message.sent_at)
    mail["Message-ID"] = message.message_id
    mail["Subject"] = message.subject
    mail.set_content(f"{message.text}\n\nThis is a sample; nobody sent it.\n")
    if message.seconds:
        mail["Content-Duration"] = f"{message.seconds:.0f}"
        recording = choir.say(message.seconds, random)
        mail.add_attachment(recording, maintype="audio", subtype="wav", filename="message.wav")
        mail.set_boundary(f"=_sample_{message.number:04d}")
    return mail.as_bytes()
