"""What goes on in a messaging system: mail sent, boxes looked through, calls written down."""

import smtplib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count, cycle
from random import Random
from typing import Self

from tests.ports import HERE

BRANCH = "desk@branch.example"


def message(number: int, recipients: Sequence[str]) -> EmailMessage:
    """A voice message; every fifth is urgent."""
    made = EmailMessage()
    made["From"], made["To"] = "caller@voice.example", ", ".join(recipients)
    made["Message-ID"], made["Subject"] = f"<{number}@voice.example>", f"Nachricht für Łukasz, {number}"
    if number % 5 == 0:
        made["X-Urgent"] = "yes"
    made.set_content(f"Voice message {number}\n.\n..\nFrom here on\n")
    recording = Random(number).randbytes(500 + number * 997 % 20_000)
    made.add_attachment(recording, maintype="audio", subtype="wav", filename=f"{number}.wav")
    return made


def recording(content: bytes) -> bytes:
    """Of a message as it was sent."""
    attached = next(message_from_bytes(content, policy=policy.default).iter_attachments())
    sound = attached.get_content()
    assert isinstance(sound, bytes)
    return sound


class Mail:
    """accepted: by number, to whom; only what a server has answered for."""

    def __init__(self) -> None:
        self.accepted: dict[int, tuple[str, ...]] = {}
        self._numbers = count()

    def send(self, client: smtplib.SMTP, *recipients: str) -> None:
        number = next(self._numbers)
        client.send_message(message(number, recipients))
        self.accepted[number] = recipients

    def ids_for(self, name: str) -> set[str]:
        """Of what was accepted for somebody."""
        return {f"<{number}@voice.example>" for number, to in self.accepted.items() if address(name) in to}


def address(name: str) -> str:
    return f"{name}@voice.example"


class Busy:
    """Does one act after the other, until it is told to stop; how often it did is in done."""

    def __init__(self, act: Callable[[str], None], names: Sequence[str]) -> None:
        self._act = act
        self._names = cycle(names)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._failed: Exception | None = None
        self.done = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        if self._failed:
            raise self._failed

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                self._act(next(self._names))
                self.done += 1
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            self._failed = error


@contextmanager
def mail_arrives(mail: Mail, port: int, names: Sequence[str]) -> Iterator[Busy]:
    """By SMTP, some of it for the branch office too."""
    with ExitStack() as stack:
        client = stack.enter_context(smtplib.SMTP(HERE, port, timeout=30))

        def send(name: str) -> None:
            away = (BRANCH,) if len(mail.accepted) % 7 == 0 else ()
            mail.send(client, address(name), *away)

        yield stack.enter_context(Busy(send, names))
