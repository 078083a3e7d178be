"""How a run ended, with all that is to be remembered of it, and the same as text for its journal."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import BackupError
from mmbackup.engine.events import BackupResult
from mmbackup.engine.format.verdict import ATTENDED, AUTO, DRILL, RESTORE, VERIFY, verdict
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.tally import Tally
from mmbackup.models import Run
from mmbackup.services.runs.run_log import zone_of

_WORDS: dict[str, str] = {
    Run.Kind.UNATTENDED: AUTO,
    Run.Kind.ATTENDED: ATTENDED,
    Run.Kind.RESTORE: RESTORE,
    Run.Kind.VERIFY: VERIFY,
    Run.Kind.DRILL: DRILL,
}
_AGAIN = (
    ("Choose Back Up Now to start another", "Start another when it is wanted"),
    ("choose Back Up Now", "start it again"),
)


@dataclass(frozen=True, slots=True)
class Ending:
    """The engine's result, and what was heard on the way to it."""

    result: BackupResult
    medium_pool: str = ""
    removed_sets: tuple[str, ...] = ()


def unsuccessful(*, run: Run, outcome: Outcome, reason: str, next_step: str, now: datetime) -> Ending:
    """An ending that no engine tells: nothing was written that counts."""
    words = verdict(
        outcome=outcome, reason=reason, tallies=(), errors=0, at=now, zone=zone_of(run), kind=_WORDS[run.kind]
    )
    return Ending(BackupResult(outcome, reason, next_step, words, now))


def by_error(*, run: Run, error: BackupError, now: datetime) -> Ending:
    return unsuccessful(
        run=run,
        outcome=error.outcome,
        reason=str(error),
        next_step=next_step_of(run=run, error=error),
        now=now,
    )


def next_step_of(*, run: Run, error: BackupError) -> str:
    return error.next_step if run.is_backup else start_it_again(error.next_step)


def start_it_again(next_step: str) -> str:
    """Errors advise to back up again; whoever restores, verifies or drills starts that again."""
    for backup_words, words in _AGAIN:
        next_step = next_step.replace(backup_words, words)
    return next_step


def to_text(ending: Ending) -> str:
    values = asdict(ending)
    values["result"]["ended_at"] = ending.result.ended_at.isoformat()
    values["result"]["tallies"] = tallies_as_rows(ending.result.tallies)
    return json.dumps(values)


def from_text(text: str) -> Ending:
    """Raise ValueError, KeyError or TypeError when the text is not whole."""
    values = json.loads(text)
    return Ending(
        _result(values["result"]), str(values["medium_pool"]), tuple(map(str, values["removed_sets"]))
    )


def tallies_as_rows(tallies: tuple[Tally, ...]) -> list[dict[str, Any]]:
    """Fit for JSON."""
    return [{**tally._asdict(), "data_type": tally.data_type.slug} for tally in tallies]


def _result(values: dict[str, Any]) -> BackupResult:
    known = {field.name for field in fields(BackupResult)}
    if values.keys() != known:
        raise ValueError(f"keys {sorted(values.keys() ^ known)} missing or not known")
    return BackupResult(
        **{
            **values,
            "outcome": Outcome(values["outcome"]),
            "ended_at": datetime.fromisoformat(values["ended_at"]),
            "recipients": tuple(values["recipients"]),
            "tallies": tuple(_tally(row) for row in values["tallies"]),
            "seconds_by_phase": tuple((phase, seconds) for phase, seconds in values["seconds_by_phase"]),
        }
    )


def _tally(row: dict[str, Any]) -> Tally:
    return Tally(**{**row, "data_type": DataType.from_slug(row["data_type"])})
