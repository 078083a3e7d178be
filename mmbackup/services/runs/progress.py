"""Brings a run's progress into the database and the wish to cancel out of it, beside the engine's own thread.

Best effort: the engine never waits for the database, and a database that is away costs only the picture.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection

from mmbackup.engine.events import Event, MediumFound, OldSetRemoved, PhaseBegan, Planned, Progress
from mmbackup.models import Run

INTERVAL = 1.0  # seconds
PATIENCE = 5.0  # seconds
logger = logging.getLogger(__name__)


class RunProgress:
    """A listener for the engine; also remembers what the outcome needs. A context manager around the run."""

    def __init__(self, *, run_id: UUID, clock: Callable[[], datetime], before: float = 0.0) -> None:
        """before: seconds since the run's start that belong to none of the phases told of here."""
        self.medium: MediumFound | None = None
        self.removed_sets: list[str] = []
        self._run_id = run_id
        self._clock = clock
        self._news: dict[str, Any] = {}
        self._seconds: dict[str, float] = {"before": before} if before else {}
        self._phase: PhaseBegan | None = None
        self._guard = threading.Lock()
        self._over = threading.Event()
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._report, name="progress", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Waits a little for a database that hangs, not for ever; nothing more is begun."""
        self._over.set()
        self._thread.join(PATIENCE)

    @property
    def medium_pool(self) -> str:
        return self.medium.pool if self.medium else ""

    def cancel(self) -> None:
        self._cancelled.set()

    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def listen(self, event: Event) -> None:
        if isinstance(event, OldSetRemoved):
            self.removed_sets.append(event.name)
        with self._guard:
            self._news.update(self._told_by(event))

    def _told_by(self, event: Event) -> dict[str, Any]:
        match event:
            case Progress():
                return {
                    "files": event.files,
                    "files_total": event.files_total,
                    "size": event.size,
                    "size_total": event.size_total,
                }
            case PhaseBegan():
                return self._begin(event)
            case Planned():
                return {"files_total": event.files, "size_total": event.size}
            case MediumFound():
                self.medium = event
                return {"medium_name": event.name[:63]}
            case _:
                return {}

    def _begin(self, began: PhaseBegan) -> dict[str, Any]:
        if self._phase is not None:
            seconds = (began.at - self._phase.at).total_seconds()
            self._seconds[self._phase.phase] = self._seconds.get(self._phase.phase, 0.0) + seconds
        self._phase = began
        return {"phase": began.phase, "files": 0, "size": 0, "seconds_by_phase": dict(self._seconds)}

    def _report(self) -> None:
        while not self._over.wait(INTERVAL):
            try:
                self._write()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("Progress could not be told to the database: %s", error)
                connection.close()
        connection.close()

    def _write(self) -> None:
        with self._guard:
            news, self._news = self._news, {}
        open_run = Run.objects.filter(pk=self._run_id, state=Run.State.RUNNING)
        open_run.update(heard_at=self._clock(), **news)
        if not self._over.is_set() and open_run.filter(cancel_asked=True).exists():
            self._cancelled.set()
