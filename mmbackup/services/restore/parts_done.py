"""Which media of a restore are done with: the engine's own account, brought into the database."""

from mmbackup.engine.operations.restore.calls import parts_restored
from mmbackup.models import Restore, Run
from mmbackup.services.restore.folder import folder_of


def remember_done(*, run: Run) -> Restore:
    """Saying it twice changes nothing."""
    restore = Restore.objects.get(run=run)
    done = {part.number for part in parts_restored(folder=str(folder_of(run)))}
    for part in restore.parts:
        part["done"] = part["done"] or part["number"] in done
    Restore.objects.filter(pk=restore.pk).update(parts=restore.parts)
    return restore
