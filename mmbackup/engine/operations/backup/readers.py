"""The run's reader processes: what they say, and what becomes of one that hangs or dies."""

import select
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mmbackup.engine.errors import BackupError, ServerDiskFull, SourceError, SourceTimedOut, SourceUnreadable
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.sources.channel import Message
from mmbackup.engine.sources.process import ReaderProcess

_LONGEST_WAIT = 0.25  # seconds
_BETWEEN_LOOKS = 0.05
_MOST_UNEXPLAINED = 3
_LAST_WAIT = 2.0


@dataclass(frozen=True, slots=True)
class Lost:
    """A reader was given up. tasks are those it had not finished; a fresh reader has taken its number."""

    tasks: list[Any]


class Readers:
    """dropped holds the sources that are not touched any more.

    local are the numbers of those that read this machine and fill frames; each host has one of its own, whose
    number is in hosts, so that hosts are collected side by side.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sources = desk.job.sources
        self.dropped: set[int] = set()
        self._used = [0.0] * len(self._sources)  # seconds, by readers that are gone
        self._unexplained = 0
        self._abandoned: list[ReaderProcess] = []
        self._looked = 0.0
        self._wait = min(_LONGEST_WAIT, *(spec.stall_limit / 4 for spec in self._sources))
        self.local = range(desk.job.readers)
        hosts = dict.fromkeys(spec.host for spec in self._sources if spec.host)
        self.hosts = {host: len(self.local) + number for number, host in enumerate(hosts)}
        self.all = [self._start() for _ in range(len(self.local) + len(self.hosts))]

    def _start(self) -> ReaderProcess:
        return ReaderProcess(self._sources, self._desk.job.spool_folder)

    def for_source(self, source: int) -> Sequence[int]:
        """The numbers of those that may list it."""
        host = self._sources[source].host
        return [self.hosts[host]] if host else self.local

    @property
    def is_idle(self) -> bool:
        return not any(reader.tasks for reader in self.all)

    def events(self) -> Iterator[tuple[int, Message | Lost]]:
        """What has happened to which reader; waits a moment for something to happen."""
        self._desk.check_cancelled()
        for number in self._poll():
            reader = self.all[number]
            for message in reader.channel.receive():
                if message[0] == "disk full":
                    raise ServerDiskFull(f"the backup server's own disk cannot be written: {message[1]}")
                yield number, message
            if reader.channel.is_closed:
                yield number, self._replace(number, self._died(reader))
        yield from self._look_for_hangs()

    def close(self) -> None:
        """End them all, and reap those that can be reaped."""
        for reader in self.all:
            reader.kill()
        deadline = time.monotonic() + _LAST_WAIT
        for reader in self.all + self._abandoned:
            reader.reap(max(0.0, deadline - time.monotonic()))

    def _poll(self) -> list[int]:
        poll = select.poll()
        numbers = {}
        for number, reader in enumerate(self.all):
            numbers[reader.channel.fileno()] = number
            poll.register(
                reader.channel, select.POLLIN | (select.POLLOUT if reader.channel.has_unsent else 0)
            )
        ready = []
        for descriptor, event in poll.poll(self._wait * 1000):
            if event & select.POLLOUT:
                self.all[numbers[descriptor]].channel.flush()
            if event & ~select.POLLOUT:
                ready.append(numbers[descriptor])
        return ready

    def _look_for_hangs(self) -> Iterator[tuple[int, Lost]]:
        now = time.monotonic()
        if now - self._looked < min(_BETWEEN_LOOKS, self._wait):
            return
        self._looked = now
        for number, reader in enumerate(self.all):
            still, source = reader.seconds_still(), reader.source
            if source < 0 or not reader.tasks:
                continue
            spec = self._sources[source]
            if still > spec.stall_limit:
                text = f"did not answer for {spec.stall_limit:g} seconds; the rest of it is not saved"
                yield number, self._replace(number, SourceTimedOut(text))
            elif self._seconds_used(source) > spec.time_limit:
                text = f"was not read within its {spec.time_limit:g} seconds; the rest of it is not saved"
                yield number, self._replace(number, SourceTimedOut(text))

    def _seconds_used(self, source: int) -> float:
        return self._used[source] + sum(reader.memory.seconds_used(source) for reader in self.all)

    def _died(self, reader: ReaderProcess) -> SourceError:
        if reader.source < 0:
            self._unexplained += 1
            if self._unexplained > _MOST_UNEXPLAINED:
                raise BackupError("the processes that read the sources die at once")
        return SourceUnreadable("the process that read it died; the rest of it is not saved")

    def _replace(self, number: int, error: SourceError) -> Lost:
        reader = self.all[number]
        source = reader.source
        if source >= 0:
            for one in self._with_it(source, error):
                self._drop(one, error)
        reader.kill()
        for spec in range(len(self._sources)):
            self._used[spec] += reader.memory.seconds_used(spec)
        self._abandoned.append(reader)
        self.all[number] = self._start()
        return Lost(list(reader.tasks.values()))

    def lose_host(self, source: int, text: str) -> None:
        """The one of this source cannot be reached any more: nothing is asked of it again."""
        for one in self._of_its_host(source):
            self._drop(one, SourceUnreadable(f"{text}; the rest of it is not saved"))

    def _with_it(self, source: int, error: SourceError) -> list[int]:
        """A host that does not answer would not answer for its other sources either."""
        is_silent = self._sources[source].host is not None and isinstance(error, SourceTimedOut)
        return self._of_its_host(source) if is_silent else [source]

    def _of_its_host(self, source: int) -> list[int]:
        host = self._sources[source].host
        return [number for number, spec in enumerate(self._sources) if spec.host == host]

    def _drop(self, source: int, error: SourceError) -> None:
        if source not in self.dropped:
            self.dropped.add(source)
            self._desk.source_error(source, f"{self._sources[source].name}: {error}")
