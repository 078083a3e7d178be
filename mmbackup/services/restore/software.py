"""Stops the messaging software of servers before a restore in place, and starts it again after.

Whose software we have stopped stands in the database before it is stopped: whoever finds a restore that has
ended with names left there starts it. A stop that fails ends the restore; a start is always tried.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from mmbackup.engine.codes import SOFTWARE_SWITCHED
from mmbackup.engine.errors import DriveBusy, SoftwareNotStopped
from mmbackup.engine.events import Listener, PhaseBegan
from mmbackup.engine.outcomes import Phase
from mmbackup.environment import data_folder
from mmbackup.models import Restore, Run, Server
from mmbackup.services.drives.drive_lock import KernelLock, data_folder_name
from mmbackup.services.record_event import record_event
from mmbackup.services.restore.switching import CommandNotDone, run_to_end, run_to_start

Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


class Software:
    """Of one restore."""

    def __init__(self, *, run: Run, servers: Iterable[str], clock: Clock, tell: Listener) -> None:
        self._run = run
        self._servers = tuple(servers)
        self._clock = clock
        self._tell = tell

    def stop(self) -> tuple[str, ...]:
        """What was done, in words. Raise SoftwareNotStopped. What is stopped already stays so."""
        restore = Restore.objects.get(run=self._run)
        if not restore.stop_software or restore.dry_run:
            return ()
        servers = [
            server
            for server in servers_to_stop(run=self._run, names=self._servers)
            if server.name not in restore.stopped
        ]
        if servers:
            self._tell(PhaseBegan(Phase.STOP, self._clock()))
        return tuple(self._stop(restore, server) for server in servers)

    def start(self) -> tuple[str, ...]:
        """What could not be started, in words; nothing left is told of twice."""
        if Restore.objects.get(run=self._run).stopped:
            self._tell(PhaseBegan(Phase.START, self._clock()))
        return start_software(run=self._run, now=self._clock())

    def _stop(self, restore: Restore, server: Server) -> str:
        restore.stopped = [*restore.stopped, server.name]
        Restore.objects.filter(pk=restore.pk).update(stopped=restore.stopped)
        try:
            run_to_end(server.stop_command, seconds=server.command_wait)
        except CommandNotDone as error:
            problem = f"the messaging software on {server.name} was not stopped: {error}"
            _record(self._run, problem, self._clock())
            raise SoftwareNotStopped(problem) from error
        words = f"The messaging software on {server.name} was stopped"
        _record(self._run, words, self._clock())
        return words


def servers_to_stop(*, run: Run, names: Iterable[str]) -> list[Server]:
    return [
        server for server in Server.objects.filter(site=run.site, name__in=list(names)) if server.stop_command
    ]


def start_software(*, run: Run, now: datetime) -> tuple[str, ...]:
    """What could not be started, in words. Each server's start is tried once."""
    restore = Restore.objects.get(run=run)
    problems = [problem for name in restore.stopped if (problem := _start(run, name, now))]
    Restore.objects.filter(pk=restore.pk).update(stopped=[])
    return tuple(problems)


def start_what_was_left_stopped(*, now: datetime) -> list[Run]:
    """For the watchdog: of restores that have ended while nobody could. The runs seen to here."""
    ended = Restore.objects.filter(run__state=Run.State.ENDED, run__data_folder=data_folder_name())
    left = ended.exclude(stopped=[]).select_related("run__site")
    return [restore.run for restore in left if _start_alone(restore.run, now)]


def _start_alone(run: Run, now: datetime) -> bool:
    """One process at a time."""
    try:
        with KernelLock(data_folder("locks") / f"run-{run.pk}.lock"):
            start_software(run=run, now=now)
    except DriveBusy:
        return False
    return True


def _start(run: Run, name: str, now: datetime) -> str:
    """Empty when it was started, or there is no command for it."""
    server = Server.objects.filter(site=run.site, name=name).first()
    if server is None or not server.start_command:
        problem = f"The messaging software on {name} was stopped, and no command starts it: start it by hand"
    else:
        problem = _problem_of_start(server)
    _record(run, problem or f"The messaging software on {name} was started", now)
    return problem


def _problem_of_start(server: Server) -> str:
    try:
        run_to_start(server.start_command, seconds=server.command_wait)
    except CommandNotDone as error:
        return f"The messaging software on {server.name} was not started: {error}. Start it by hand"
    return ""


def _record(run: Run, words: str, now: datetime) -> None:
    logger.info(words)
    record_event(
        site=run.site, code=SOFTWARE_SWITCHED, at=now, message=words[:1].upper() + words[1:], run=run
    )
