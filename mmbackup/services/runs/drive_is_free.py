"""Whether something may be asked of a drive by hand: nothing else is under way on it."""

from mmbackup.engine.errors import DriveBusy
from mmbackup.models import Drive, Run
from mmbackup.services.drives.drive_lock import drive_lock

_WORDS: dict[str, str] = {
    Run.Kind.UNATTENDED: "a backup",
    Run.Kind.ATTENDED: "an attended backup",
    Run.Kind.RESTORE: "a restore",
    Run.Kind.VERIFY: "a verification",
    Run.Kind.DRILL: "a restore drill",
}


def check_free(*, drive: Drive) -> None:
    """Raise DriveBusy. A run that waits counts too: its next medium would be taken for ours."""
    open_run = Run.objects.filter(drive=drive).exclude(state=Run.State.ENDED).first()
    if open_run is not None:
        raise DriveBusy(f"{_WORDS[open_run.kind]} is under way on drive {drive.name}")
    if drive_lock(drive_id=drive.pk).is_held():
        raise DriveBusy(f"drive {drive.name} is being used")
