"""A drive as Drive and Media shows it: picture, medium, sets, and the shelf where it has one."""

from dataclasses import dataclass

from mmbackup.engine.media.shelf import ShelfMedium
from mmbackup.models import Drive, Run
from mmbackup.services.look_into_drive import DriveLook, look_into_drive
from mmbackup.services.shelf import list_media
from portal.media.picture import Picture, picture_of

EMULATED = "emulated"


@dataclass(frozen=True, slots=True)
class DriveCard:
    drive: Drive
    look: DriveLook
    picture: Picture
    run: Run | None
    has_shelf: bool
    shelf: list[ShelfMedium]

    @property
    def loaded(self) -> ShelfMedium | None:
        return next((medium for medium in self.shelf if medium.loaded), None)

    @property
    def used(self) -> int:
        return self.look.capacity - self.look.free


def card_of(drive: Drive) -> DriveCard:
    look = look_into_drive(drive=drive)
    run = running_on(drive)
    has_shelf = drive.kind == EMULATED
    shelf = list(list_media(drive=drive)) if has_shelf else []
    return DriveCard(drive, look, picture_of(look, is_busy=run is not None), run, has_shelf, shelf)


def running_on(drive: Drive) -> Run | None:
    return Run.objects.filter(drive=drive, state=Run.State.RUNNING).first()
