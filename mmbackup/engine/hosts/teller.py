"""Who is asked on behalf of a source: mmbackup-collect of a host, or the same program on this machine."""

import os
from collections.abc import Callable
from itertools import islice

import mmbackup
from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.hosts.asking import ask
from mmbackup.engine.hosts.host import Host, request, word
from mmbackup.engine.hosts.pace import pace_for

MOST_RECORDS = 100_000  # they are known all at once
_COLLECT = os.path.join(os.path.dirname(os.path.dirname(mmbackup.__file__)), "deploy", "mmbackup-collect")


class HostTeller:
    """started and alive are those of hosts.asking.ask."""

    def __init__(self, host: Host | None, started: Callable[[int], None], alive: Callable[[], None]) -> None:
        self._host = host
        self._started = started
        self._alive = alive

    @property
    def is_here(self) -> bool:
        return self._host is None

    def request(self, verb: str, *words: str) -> list[str]:
        packed = [os.fsencode(text) for text in words]
        if self._host:
            return request(self._host, verb, *packed)
        return ["/bin/sh", _COLLECT, verb, *map(word, packed)]

    def ask(self, verb: str, *words: str) -> list[str]:
        name = self._host.address if self._host else "this server"
        argv, pace = self.request(verb, *words), pace_for(self._host)
        answers = ask(name, argv, started=self._started, alive=self._alive, pace=pace)
        records = (os.fsdecode(record) for is_complaint, record in answers if not is_complaint)
        found = list(islice(records, MOST_RECORDS + 1))
        if len(found) > MOST_RECORDS:
            raise CommandFailed(f"{name} answers {verb} without an end")
        return found
