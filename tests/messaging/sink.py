"""The branch office's mail server, which may be away."""

from collections import Counter
from email import message_from_bytes
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.messaging.server import SECONDS
from tests.ports import HERE


class Sink:
    """received: how often each message came, by its id."""

    def __init__(self, port: int) -> None:
        self.received: Counter[str] = Counter()
        self.contents: dict[str, bytes] = {}
        self._controller = Controller(self, hostname=HERE, port=port, ready_timeout=SECONDS)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        assert isinstance(envelope.content, bytes)
        number = str(message_from_bytes(envelope.content)["Message-ID"])
        self.received[number] += 1
        self.contents[number] = envelope.content
        return "250 well"
