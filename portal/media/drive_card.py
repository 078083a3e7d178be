"""A drive as Drives shows it: picture, medium, sets, what can be done, and the shelf where it has one."""

from dataclasses import dataclass

from mmbackup.engine.media.control import Abilities, abilities
from mmbackup.engine.media.shelf import ShelfMedium
from mmbackup.models import Drive, DriveAct, Medium, Run
from mmbackup.services.drives.drive_look import DriveLook, DriveState
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.drives.shelf import list_media
from mmbackup.services.index.unknown import count_unknown
from mmbackup.services.media.label_medium import suggest_name
from mmbackup.services.media.relabel_medium import known_medium
from portal.media.forms import LabelForm
from portal.media.picture import Picture, picture_of

EMULATED = "emulated"


@dataclass(frozen=True, slots=True)
class DriveCard:
    """label_form is there for a blank medium; act is the last thing asked of the drive, if it is not done."""

    drive: Drive
    look: DriveLook
    picture: Picture
    run: Run | None
    abilities: Abilities
    known: Medium | None
    label_form: LabelForm | None
    act: DriveAct | None
    unknown: int  # backups on the medium whose files are not known here
    has_shelf: bool
    shelf: list[ShelfMedium]

    @property
    def loaded(self) -> ShelfMedium | None:
        return next((medium for medium in self.shelf if medium.loaded), None)

    @property
    def used(self) -> int:
        return self.look.capacity - self.look.free

    @property
    def holds_something(self) -> bool:
        return self.look.state in {DriveState.LOADED, DriveState.BLANK, DriveState.FOREIGN}

    @property
    def may_be_imported(self) -> bool:
        return self.run is None and self.look.state is DriveState.LOADED

    @property
    def wants_key(self) -> bool:
        """An import without a key would leave the files of a backup without their names."""
        return self.may_be_imported and self.unknown > 0 and any(one.recipients for one in self.look.sets)

    @property
    def may_be_relabelled(self) -> bool:
        return self.run is None and self.look.state in {DriveState.LOADED, DriveState.FOREIGN}


def card_of(drive: Drive) -> DriveCard:
    look = look_into_drive(drive=drive)
    run = running_on(drive)
    has_shelf = drive.kind == EMULATED
    return DriveCard(
        drive=drive,
        look=look,
        picture=picture_of(look, is_busy=run is not None),
        run=run,
        abilities=abilities(drive.spec),
        known=known_medium(drive=drive, uuid=look.uuid),
        label_form=_label_form(drive, look) if run is None else None,
        act=_undone(drive),
        unknown=count_unknown(look.sets) if run is None else 0,
        has_shelf=has_shelf,
        shelf=list(list_media(drive=drive)) if has_shelf else [],
    )


def running_on(drive: Drive) -> Run | None:
    return Run.objects.filter(drive=drive, state=Run.State.RUNNING).first()


def _label_form(drive: Drive, look: DriveLook) -> LabelForm | None:
    if look.state is not DriveState.BLANK:
        return None
    name = look.name or suggest_name(site=drive.site, pool=drive.pool)
    return LabelForm(site=drive.site, initial={"name": name, "pool": drive.pool}, auto_id=f"id_{drive.pk}_%s")


def _undone(drive: Drive) -> DriveAct | None:
    """Not over, or failed, unless something was done since."""
    newest = DriveAct.objects.filter(drive=drive).first()
    return newest if newest and newest.state != DriveAct.State.DONE else None
