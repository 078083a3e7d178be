"""Notices that a medium has come into a drive, for whoever waits for it and asks from time to time."""

from mmbackup.models import Drive, Run
from mmbackup.services.drives.drive_look import DriveLook, DriveState
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.media.remember_medium import as_uuid
from mmbackup.services.waiting.by_kind import ways_of

NOTHING_IN_IT = (DriveState.EMPTY, DriveState.UNREACHABLE)


class NextMedium:
    """One that is done with, or was just refused, is the next one only when it was out in between."""

    def __init__(self, *, run: Run, drive: Drive) -> None:
        self._drive = drive
        seen = self._look()
        self._seen = seen if run.refusal or _is_done_with(run, seen) else None

    def has_come(self) -> bool:
        before, self._seen = self._seen, self._look()
        return self._seen is not None and self._seen != before

    def _look(self) -> tuple[str, str] | None:
        self._drive.refresh_from_db()
        look = look_into_drive(drive=self._drive)
        return None if look.state in NOTHING_IN_IT else _which(look)


def _is_done_with(run: Run, seen: tuple[str, str] | None) -> bool:
    uuid = as_uuid(seen[0]) if seen else None
    return uuid is not None and ways_of(run).is_done_with(run, uuid)


def _which(look: DriveLook) -> tuple[str, str]:
    return look.uuid, look.name
