"""A line to a host, slower than the loopback: each byte comes later, and only so many a second."""

import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mmbackup.engine.hosts.host import Host

_CHUNK = 1 << 16
_ON_THE_WAY = 1 << 20  # bytes


class Way:
    """One direction of one connection."""

    def __init__(self, line: "Line", source: socket.socket, target: socket.socket) -> None:
        self.source, self.target, self._line = source, target, line
        self._pieces: deque[tuple[float, memoryview]] = deque()
        self._size = 0
        self._free_at = 0.0
        self.is_open = True

    @property
    def takes_more(self) -> bool:
        return self.is_open and self._size < _ON_THE_WAY

    @property
    def due(self) -> float | None:
        return self._pieces[0][0] if self._pieces else None

    def take(self, now: float) -> None:
        try:
            chunk = self.source.recv(_CHUNK)
        except OSError:
            chunk = b""
        self.is_open = bool(chunk)
        self._line.carried += len(chunk)
        self._free_at = max(self._free_at, now) + len(chunk) / self._line.rate
        self._pieces.append((self._free_at + self._line.delay, memoryview(chunk)))
        self._size += len(chunk)

    def give(self, now: float) -> None:
        """What is due; when nobody takes it, what goes the other way still does."""
        try:
            self._give(now)
        except OSError:
            self.is_open = False
            self._pieces.clear()

    def _give(self, now: float) -> None:
        while self._pieces and self._pieces[0][0] <= now:
            due, piece = self._pieces[0]
            if not piece:
                self.target.shutdown(socket.SHUT_WR)
                self._pieces.popleft()
                return
            sent = self.target.send(piece)
            self._size -= sent
            if sent < len(piece):
                self._pieces[0] = due, piece[sent:]
                return
            self._pieces.popleft()


class Line:
    """rate: bytes a second in each direction of a connection; delay: seconds one way."""

    def __init__(self, host: Host, rate: float, delay: float) -> None:
        self.rate, self.delay, self.carried = rate, delay, 0
        self._host = host
        self._listener = socket.create_server((host.address, 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Nobody waits at its door any more: he would let in who knocks at the next one of that number."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, socket.create_connection((self._host.address, self._host.port)) as far:
            ways = [Way(self, near, far), Way(self, far, near)]
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while any(way.is_open or way.due for way in ways):
                _carry_on(ways)


def _carry_on(ways: list[Way]) -> None:
    with selectors.DefaultSelector() as selector:
        for way in ways:
            if way.takes_more:
                selector.register(way.source, selectors.EVENT_READ, way)
        dues = [way.due for way in ways if way.due is not None]
        wait = max(0.0, min(dues) - time.monotonic()) if dues else None
        for key, _ in selector.select(wait):
            key.data.take(time.monotonic())
    for way in ways:
        way.give(time.monotonic())


@contextmanager
def slow_line(host: Host, *, rate: float, delay: float = 0.0) -> Iterator[tuple[Host, Line]]:
    """The host as it is reached over the line, which counts what it carries."""
    line = Line(host, rate, delay)
    folder = Path(host.known_hosts).parent
    known = folder / f"known_hosts_{line.port}"
    words = Path(host.known_hosts).read_text().split()
    known.write_text(f"[{host.address}]:{line.port} {words[1]} {words[2]}\n")
    try:
        yield host._replace(port=line.port, known_hosts=str(known)), line
    finally:
        line.close()
