"""Whether something may be asked of a drive by hand: nothing else is under way on it."""

from mmbackup.engine.errors import DriveBusy
from mmbackup.models import Drive, Run
from mmbackup.models.run import OPEN
from mmbackup.services.drives.drive_lock import drive_lock


def check_free(*, drive: Drive) -> None:
    """Raise DriveBusy. A run that waits counts too: its next medium would be taken for ours."""
    open_run = Run.objects.filter(drive=drive).filter(state__in=OPEN).first()
    if open_run is not None:
        article = "an" if open_run.kind == Run.Kind.ATTENDED else "a"
        raise DriveBusy(f"{article} {open_run.in_words} is under way on drive {drive.name}")
    if drive_lock(drive_id=drive.pk).is_held():
        raise DriveBusy(f"drive {drive.name} is being used")
