"""How a run of each kind that may wait asks, remembers, and is ended while it waits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mmbackup.engine.errors import BackupError
from mmbackup.engine.events import BackupResult
from mmbackup.models import Run
from mmbackup.services.attended import wants as attended
from mmbackup.services.restore import wants as restore
from mmbackup.services.waiting.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Ways:
    """asks: what comes next. remember: what was done so far, for callers inside a transaction.

    died: what is said when its process died. end: the result when it is ended while it waits; asked again it
    answers the same. lacking: what it waited for in vain. is_done_with: that medium is not wanted any more.
    """

    asks: Callable[[Run], Wanted]
    remember: Callable[[Run, datetime], None]
    died: Callable[[Run], str]
    end: Callable[[Run, BackupError, datetime], BackupResult]
    lacking: Callable[[Run], str]
    is_done_with: Callable[[Run, UUID], bool]
    remove_folder: Callable[[Run], None]


_WAYS: dict[str, Ways] = {
    Run.Kind.ATTENDED: Ways(
        asks=attended.asks,
        remember=attended.remember,
        died=attended.died,
        end=attended.end,
        lacking=attended.lacking,
        is_done_with=attended.is_done_with,
        remove_folder=attended.remove,
    ),
    Run.Kind.RESTORE: Ways(
        asks=restore.asks,
        remember=restore.remember,
        died=restore.died,
        end=restore.end,
        lacking=restore.lacking,
        is_done_with=restore.is_done_with,
        remove_folder=restore.remove,
    ),
}


def ways_of(run: Run) -> Ways:
    """KeyError for a kind that never waits."""
    return _WAYS[run.kind]


def forget_folder(run: Run) -> None:
    """Of a run whose outcome is in the database; one that never waits has none."""
    ways = _WAYS.get(run.kind)
    if ways is not None:
        ways.remove_folder(run)
