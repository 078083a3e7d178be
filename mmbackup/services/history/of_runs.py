"""What the Administration History tells of runs: asked for, gone on with, cancelled.

How they ended, their logs tell. For callers inside a transaction of their own.
"""

from collections.abc import Iterable
from datetime import datetime

from mmbackup.models import Run
from mmbackup.services.history.remember_change import FieldChange, remember_change


def remember_asked(*, run: Run, now: datetime, fields: Iterable[FieldChange] = ()) -> None:
    _remember(run, "asked for", now, fields)


def remember_not_begun(*, run: Run, now: datetime) -> None:
    """No worker could be told: what was asked for is gone again."""
    _remember(run, "not begun", now, [FieldChange("reason", None, "the broker cannot be reached")])


def remember_continued(*, run: Run, now: datetime) -> None:
    _remember(run, "gone on with", now, [FieldChange("part", None, run.part)])


def remember_cancelled(*, run: Run, now: datetime) -> None:
    _remember(run, "cancelled", now, [FieldChange("state", run.state, "cancel asked")])


def _remember(run: Run, what: str, now: datetime, fields: Iterable[FieldChange]) -> None:
    remember_change(
        deed=f"{run.in_words} {what}",
        subject=f"drive {run.drive_name}" if run.drive_name else "",
        now=now,
        site=run.site,
        fields=[FieldChange("run of", None, run.queued_at.isoformat()), *fields],
    )
