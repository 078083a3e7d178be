"""Looks a host over, this one or another over SSH, and proposes what of it is to be saved. It reads only."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.hosts.asking import ask
from mmbackup.engine.hosts.host import Host
from mmbackup.engine.hosts.pace import pace_for
from mmbackup.engine.hosts.teller import HostTeller
from mmbackup.engine.profiles.facts import Facts
from mmbackup.engine.profiles.planning import drafted, paths_of, settled
from mmbackup.engine.profiles.profile import Profile
from mmbackup.engine.profiles.proposal import Plan
from mmbackup.engine.profiles.reading import MOST_RECORDS, read_facts, read_sizes

SECONDS = 120.0


def look_at(*, host: Host | None, seconds: float = SECONDS) -> Facts:
    """host: None for this machine. CommandFailed or FormatError when it does not tell, or not in time."""
    return read_facts(_answers(host, seconds, "look"))


def plan_for(
    *, host: Host | None, facts: Facts, profile: Profile, kind: ServerKind, seconds: float = SECONDS
) -> Plan:
    """With what lies there now. CommandFailed or FormatError as above."""
    draft = drafted(profile, facts, kind)
    paths = list(dict.fromkeys(path for each in draft.proposals for path in paths_of(each)))
    return settled(profile, kind, draft, read_sizes(_answers(host, seconds, "measure", *paths), paths))


def _answers(host: Host | None, seconds: float, verb: str, *words: str) -> list[str]:
    name = host.address if host else "this server"
    limit = _Limit()
    argv = HostTeller(host, limit.started, _nothing).request(verb, *words)
    with limit.of(seconds):
        try:
            answers = ask(name, argv, started=limit.started, alive=_nothing, pace=pace_for(host))
            records = (os.fsdecode(record) for is_complaint, record in answers if not is_complaint)
            return list(islice(records, MOST_RECORDS + 1))  # one too many is seen by whoever reads them
        except CommandFailed as error:
            if limit.is_over:
                raise CommandFailed(f"{name} did not answer within {seconds:g} seconds") from error
            raise


def _nothing() -> None:
    """Nobody waits for a sign of life: the limit sees to the end of it."""


class _Limit:
    """Ends the group of processes that was started last when its time is over."""

    def __init__(self) -> None:
        self.is_over = False
        self._group = 0

    def started(self, group: int) -> None:
        self._group = group

    @contextmanager
    def of(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._end)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _end(self) -> None:
        self.is_over = True
        if self._group:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._group, signal.SIGKILL)
