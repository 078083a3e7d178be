"""What a restore's end means. For callers inside a transaction of their own.

It answers for no night: it raises no alarm, and resolves none but the wish for a medium.
"""

from datetime import datetime

from mmbackup.engine.codes import DRY_RUN_ENDED, RESTORE_COMPLETED, RESTORE_NOT_SUCCESSFUL, EventCode
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Medium, Restore, Run
from mmbackup.services.media.remember_medium import as_uuid
from mmbackup.services.restore.parts_done import remember_done
from mmbackup.services.runs.ending import Ending
from mmbackup.services.waiting.waiting import stop_wanting


def remember_restore(*, run: Run, ending: Ending, now: datetime) -> None:
    restore = remember_done(run=run)
    Restore.objects.filter(pk=restore.pk).update(waits_for_key=False)
    names = dict.fromkeys(part["medium_name"][:63] for part in restore.parts if part["done"])
    identity = as_uuid(ending.result.medium_uuid)
    medium = Medium.objects.filter(uuid=identity).first() if identity else None
    Run.objects.filter(pk=run.pk).update(media_names=list(names), medium=medium)
    stop_wanting(site=run.site, reason="The restore has ended", now=now)


def restore_event(run: Run) -> EventCode:
    if run.outcome != Outcome.FULL:
        return RESTORE_NOT_SUCCESSFUL
    return DRY_RUN_ENDED if run.restore.dry_run else RESTORE_COMPLETED
