"""Endings as the engine would tell them."""

from uuid import uuid4

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.events import BackupResult
from mmbackup.engine.format.verdict import verdict
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.tally import Tally
from mmbackup.models import Run
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.run_log import zone_of
from tests.builders import NOW


def success(run: Run, *, errors: int = 0) -> Ending:
    outcome = Outcome.COMPLETED_WITH_ERRORS if errors else Outcome.FULL
    return _told(run, outcome, saved=20, errors=errors)


def partial(run: Run) -> Ending:
    return _told(run, Outcome.PARTIAL, saved=7, errors=0)


def _told(run: Run, outcome: Outcome, *, saved: int, errors: int) -> Ending:
    tallies = (
        Tally(DataType.SYSTEM, "MSS1", 3, 6_000, 3, 6_000),
        Tally(DataType.MESSAGES, "MSS1", 20, 600_000, saved, saved * 30_000),
    )
    words = verdict(outcome=outcome, reason="", tallies=tallies, errors=errors, at=NOW, zone=zone_of(run))
    result = BackupResult(
        outcome=outcome,
        reason="",
        next_step="",
        verdict=words,
        ended_at=NOW,
        tallies=tallies,
        errors=errors,
        set_uuid=str(uuid4()),
        set_name="20261122T020500Z-full-auto",
        medium_uuid="11111111-1111-4111-8111-111111111111",
        medium_name="DVD-A",
    )
    return Ending(result, "nightly", ())
