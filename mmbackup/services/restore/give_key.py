"""A key for one restore: handed to the keeper in memory, and the run that waits for it goes on."""

from datetime import datetime

from mmbackup.engine.errors import WrongKey
from mmbackup.models import BackupSet, Restore, Run
from mmbackup.services.history.remember_change import SECRET, FieldChange, remember_change
from mmbackup.services.keys.keeper import start_keeper
from mmbackup.services.keys.public_of import public_of
from mmbackup.services.waiting.continue_run import continue_run


def give_key(*, run: Run, secret: str, by: str, now: datetime) -> Run:
    """Raise WrongKey, NotWaiting or BrokerUnreachable."""
    keep_key(run=run, secret=secret)
    given = [FieldChange("run of", None, run.queued_at.isoformat()), FieldChange("key", None, SECRET)]
    subject = f"drive {run.drive_name}"
    remember_change(deed="key given to a restore", subject=subject, now=now, site=run.site, fields=given)
    if not Restore.objects.get(run=run).waits_for_key:
        return run
    return continue_run(run_id=run.pk, by=by, now=now)


def keep_key(*, run: Run, secret: str) -> None:
    """For the run's process to fetch. Raise WrongKey for one that opens none of the sets that are needed."""
    check_key(restore=Restore.objects.get(run=run), secret=secret)
    start_keeper(run.pk, secret)


def check_key(*, restore: Restore, secret: str) -> None:
    public = public_of(secret)
    rows = BackupSet.objects.filter(uuid__in=restore.sets).exclude(recipients=[])
    if not any(public in row.recipients for row in rows):
        raise WrongKey("what was given is not one of the keys that the backup is encrypted to")
