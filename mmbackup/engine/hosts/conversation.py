"""One request "fetch" while it lasts: names go in, an archive and complaints come out, all at once."""

import os
import selectors
import time
from collections.abc import Iterator
from typing import IO

from mmbackup.engine.format.archive import Member
from mmbackup.engine.hosts.archive_stream import ArchiveStream
from mmbackup.engine.hosts.line import Passage
from mmbackup.engine.hosts.pace import Pace
from mmbackup.engine.hosts.program import CHUNK, Process, enlarge, pipes_of
from mmbackup.engine.hosts.unpacking import Unpacking

_QUIET = 0.05  # seconds without a word
_TAIL = 2000

Word = tuple[Member, memoryview] | bytes | None


class Conversation:
    """No more is taken in than pace allows."""

    def __init__(self, process: Process, pace: Pace) -> None:
        self._in, self._out, self._complaints = pipes_of(process)
        os.set_blocking(self._in.fileno(), False)
        enlarge(self._out)
        self._names = bytearray()
        self._unpacking = Unpacking()
        self._archive = ArchiveStream()
        self._line = b""
        self._streams = selectors.DefaultSelector()
        self._pace = pace
        self._began = 0.0  # when the first of the archive came
        self._content = self._wire = 0
        self._waited = 0.0
        self.complaint = b""  # the end of what was said on standard error

    def say(self, names: bytes) -> None:
        """Names, each with a zero byte behind it."""
        if names and not self._in.closed:
            if not self._names:
                self._streams.register(self._in, selectors.EVENT_WRITE)
            self._names += names

    def finish(self) -> None:
        """No more names come: what the host still holds back comes then."""
        if not self._names and not self._in.closed:
            self._in.close()

    @property
    def passage(self) -> Passage:
        """What has come by now."""
        seconds = time.monotonic() - self._began if self._began else 0.0
        return Passage(self._content, self._wire, seconds, self._waited)

    def words(self, requests: int) -> Iterator[Word]:
        """Until the host has ended: a member with content of it, a line of complaint, or None: look around,
        since requests has become readable or it is quiet. FormatError for what is no archive."""
        with self._streams as streams:
            streams.register(self._out, selectors.EVENT_READ)
            streams.register(self._complaints, selectors.EVENT_READ)
            streams.register(requests, selectors.EVENT_READ)
            while not (self._out.closed and self._complaints.closed):
                ready = self._wait_for_more()
                for stream in ready:
                    yield from self._attend(stream)
                if not ready or requests in ready:
                    yield None

    def _wait_for_more(self) -> list[object]:
        before = time.monotonic()
        ready: list[object] = [key.fileobj for key, _ in self._streams.select(_QUIET)]
        if self._began:
            self._waited += time.monotonic() - before
        return ready

    def _attend(self, stream: object) -> Iterator[Word]:
        if stream is self._in:
            self._write()
        elif stream is self._out:
            chunk = self._read(self._out)
            for piece in self._unpacking.feed(chunk):
                self._content += len(piece)
                yield from self._archive.feed(piece)
            self._account(len(chunk))
        elif stream is self._complaints:
            yield from self._lines(self._read(self._complaints))

    def _write(self) -> None:
        try:
            count = os.write(self._in.fileno(), self._names[:CHUNK])
        except BlockingIOError:
            return
        except BrokenPipeError:  # how the host ended is seen by its other streams
            count = len(self._names)
        del self._names[:count]
        if not self._names:
            self._streams.unregister(self._in)

    def _read(self, stream: IO[bytes]) -> bytes:
        chunk = os.read(stream.fileno(), self._pace.piece(CHUNK))
        if not chunk:
            self._streams.unregister(stream)
            stream.close()
        return chunk

    def _lines(self, chunk: bytes) -> Iterator[bytes]:
        self.complaint = (self.complaint + chunk)[-_TAIL:]
        *lines, self._line = (self._line + chunk).split(b"\n")
        yield from lines

    def _account(self, count: int) -> None:
        """Not reading makes the host wait."""
        now = time.monotonic()
        self._began = self._began or now
        self._wire += count
        pause = self._pace.wait(count, now)
        self._waited += pause
        if pause:  # a sleep of nothing takes its time too
            time.sleep(pause)
