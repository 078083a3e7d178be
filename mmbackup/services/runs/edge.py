"""The edge of the engine: whatever goes wrong in there, a run ends or goes on waiting, and says so."""

import logging
from collections.abc import Callable
from typing import TypeVar

from mmbackup.engine.errors import ServerDiskFull
from mmbackup.engine.events import MediumRefused
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run
from mmbackup.services.runs.ending import Ending, by_error, start_it_again, unsuccessful
from mmbackup.services.runs.work import Clock

FAILED = "The engine failed"
REPORT = "Report this with the worker's log; then"
logger = logging.getLogger(__name__)
Step = TypeVar("Step")


def ending_of(*, run: Run, clock: Clock, work: Callable[[], Ending]) -> Ending:
    """Of a run whose work is one piece."""
    try:
        return work()
    except ServerDiskFull as error:
        return by_error(run=run, error=error, now=clock())
    except Exception as error:
        logger.exception(FAILED)
        next_step = f"{REPORT} choose Back Up Now."
        return unsuccessful(
            run=run,
            outcome=Outcome.FAILED,
            reason=_reason(error),
            next_step=next_step if run.is_backup else start_it_again(next_step),
            now=clock(),
        )


def step_of(*, clock: Clock, work: Callable[[], Step], refused: Callable[[MediumRefused], Step]) -> Step:
    """Of a run over several media: it goes on waiting, and all that came before stands."""
    try:
        return work()
    except ServerDiskFull as error:
        name, reason = type(error).__name__, str(error)
        next_step = "Free space on the backup server's own disk."
    except Exception as error:
        logger.exception(FAILED)
        name, reason, next_step = type(error).__name__, _reason(error), f"{REPORT} try once more."
    return refused(MediumRefused(name, reason, next_step, "", clock()))


def _reason(error: Exception) -> str:
    return f"the program itself failed ({type(error).__name__}: {error})"
