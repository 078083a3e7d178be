"""Which work a run of each kind is. Whoever adds a kind adds a line here and two in memory_by_kind.py."""

from collections.abc import Callable

from mmbackup.models import Drive, Run
from mmbackup.services.attended.do_part import do_part
from mmbackup.services.proof.do_drill import do_drill
from mmbackup.services.proof.do_verify import do_verify
from mmbackup.services.restore.do_restore import do_restore
from mmbackup.services.runs.do_backup import do_backup
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.work import Surroundings

_WORK: dict[str, Callable[..., Ending | None]] = {
    Run.Kind.UNATTENDED: do_backup,
    Run.Kind.ATTENDED: do_part,
    Run.Kind.RESTORE: do_restore,
    Run.Kind.VERIFY: do_verify,
    Run.Kind.DRILL: do_drill,
}


def do_work(*, run: Run, drive: Drive, around: Surroundings) -> Ending | None:
    """None: the run has not ended, it waits for people."""
    return _WORK[run.kind](run=run, drive=drive, around=around)
