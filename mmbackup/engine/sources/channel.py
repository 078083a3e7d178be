"""Messages between the engine and its reader processes: marshalled tuples, each with its length before it.

marshal is many times faster than pickle for tuples of numbers and bytes; both ends are the same program.
"""

import marshal
import socket
import struct
from collections import deque
from typing import Any

Message = tuple[Any, ...]

_LENGTH = struct.Struct("<I")
_CHUNK = 1 << 18


class Channel:
    """One end. A blocking end writes at once; another keeps what the other end cannot take yet."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self.is_closed = False
        self._incoming = bytearray()
        self._outgoing: deque[memoryview] = deque()

    def fileno(self) -> int:
        return self.end.fileno()

    @property
    def has_unsent(self) -> bool:
        return bool(self._outgoing)

    def send(self, message: Message) -> None:
        body = marshal.dumps(message)
        self._outgoing.append(memoryview(_LENGTH.pack(len(body)) + body))
        self.flush()

    def flush(self) -> None:
        """Write what the other end takes now. A closed other end shows when it is read from."""
        try:
            while self._outgoing:
                sent = self.end.send(self._outgoing[0])
                self._outgoing[0] = self._outgoing[0][sent:]
                if not self._outgoing[0]:
                    self._outgoing.popleft()
        except BlockingIOError:
            pass
        except (BrokenPipeError, ConnectionResetError):
            self._outgoing.clear()

    def receive(self) -> list[Message]:
        """All whole messages that have arrived; an end that blocks waits for something."""
        try:
            chunk = self.end.recv(_CHUNK)
        except BlockingIOError:
            return []
        except ConnectionResetError:
            chunk = b""
        if not chunk:
            self.is_closed = True
        self._incoming += chunk
        return self._whole_messages()

    def has_arrived(self) -> bool:
        """Whether receive() would answer something at once."""
        try:
            return bool(self.end.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return False

    def _whole_messages(self) -> list[Message]:
        messages = []
        position = 0
        arrived = len(self._incoming)
        while arrived - position >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._incoming, position)
            end = position + _LENGTH.size + length
            if end > arrived:
                break
            body = memoryview(self._incoming)[position + _LENGTH.size : end]
            messages.append(marshal.loads(body))  # noqa: S302 - only our own child writes here
            body.release()
            position = end
        del self._incoming[:position]
        return messages
