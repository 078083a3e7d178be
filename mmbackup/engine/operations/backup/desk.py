"""What every part of a run needs at hand: the job, the log, the clock, who listens, and whether to stop."""

import time
from collections.abc import Callable
from datetime import datetime

from mmbackup.engine.errors import RunCancelled
from mmbackup.engine.events import ErrorNoted, Listener, PhaseBegan, Progress
from mmbackup.engine.format.log import LogBook
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Phase

_BETWEEN_REPORTS = 0.25  # seconds


class Desk:
    """One for each run."""

    def __init__(
        self,
        job: BackupJob,
        log: LogBook,
        clock: Callable[[], datetime],
        listen: Listener,
        cancelled: Callable[[], bool],
    ) -> None:
        self.job = job
        self.log = log
        self.clock = clock
        self.listen = listen
        self.cancelled = cancelled
        self.errors = 0
        self.seconds: dict[str, float] = {}
        self._phase: Phase | None = None
        self._phase_began = 0.0
        self._reported = 0.0

    def begin(self, phase: Phase) -> None:
        now = time.monotonic()
        if self._phase is not None:
            self.seconds[self._phase.value] = now - self._phase_began
        self._phase, self._phase_began, self._reported = phase, now, 0.0
        self.listen(PhaseBegan(phase, self.clock()))

    def error(self, text: str, server: str = "", item_slug: str = "") -> None:
        """Costs its source; the verdict is not 'successfully' any more."""
        self.errors += 1
        self.log.error(text, server, item_slug)
        self.listen(ErrorNoted(server, item_slug, text))

    def source_error(self, source: int, text: str) -> None:
        spec = self.job.sources[source]
        self.error(text, spec.server, spec.item.slug)

    def check_cancelled(self) -> None:
        if self.cancelled():
            raise RunCancelled("the run was cancelled")

    def progress(self, done: tuple[int, int], total: tuple[int, int]) -> None:
        """Files and bytes, done and in all; a few times a second at most."""
        now = time.monotonic()
        if self._phase is not None and now - self._reported >= _BETWEEN_REPORTS:
            self._reported = now
            self.listen(Progress(self._phase, self.clock(), done[0], total[0], done[1], total[1]))
