"""The morning swap's facts: what the night left, what is in the drive, and what tonight wants."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mmbackup.models import BackupSet, Drive, DriveAct, LookAhead, Medium, Place, Run, Site
from mmbackup.services.drives.look_into_drive import DriveLook, DriveState
from mmbackup.services.morning import Morning, morning
from mmbackup.services.rotation.look_ahead import newest_look
from mmbackup.services.rotation.make_up import night_to_make_up
from mmbackup.services.rotation.tonight import Tonight, tonight

ACT_IS_NEWS = timedelta(minutes=15)
EMPTY = (DriveState.EMPTY, DriveState.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Swap:
    """written is the set to label and store; leaves says why what is in the drive comes out, if it does."""

    morning: Morning
    tonight: Tonight | None
    drive: Drive | None
    open_run: Run | None
    written: BackupSet | None
    leaves: str
    places: tuple[Place, ...]
    make_up: Run | None
    last_look: LookAhead | None
    last_act: DriveAct | None

    @property
    def look(self) -> DriveLook | None:
        return self.tonight.look if self.tonight else None

    @property
    def medium(self) -> Medium | None:
        return self.written.medium if self.written else None

    @property
    def is_written_in_drive(self) -> bool:
        return self.medium is not None and self.look is not None and self.look.uuid == str(self.medium.uuid)

    @property
    def is_ready(self) -> bool:
        return self.tonight is not None and self.tonight.accepted and not self.leaves

    @property
    def is_stored(self) -> bool:
        """Where no places are named, out of the drive is all that can be known."""
        if self.medium is None or self.is_written_in_drive:
            return False
        return bool(self.medium.place_name) or not self.places


def swap(*, site: Site, now: datetime, look: DriveLook | None = None) -> Swap:
    told = morning(site=site, now=now)
    coming = tonight(site=site, now=now, look=look)
    drive = coming.drive if coming else None
    open_run = _open_run(drive)
    written = None if open_run else _written(told.run)
    return Swap(
        morning=told,
        tonight=coming,
        drive=drive,
        open_run=open_run,
        written=written,
        leaves="" if open_run else _why_it_leaves(coming, written),
        places=tuple(Place.objects.filter(site=site)),
        make_up=night_to_make_up(site=site, now=now),
        last_look=newest_look(site=site),
        last_act=_last_act(drive, now),
    )


def _open_run(drive: Drive | None) -> Run | None:
    """One that waits for its next medium does not need the one in the drive."""
    if drive is None:
        return None
    in_use = (Run.State.QUEUED, Run.State.RUNNING)
    return Run.objects.filter(drive=drive, state__in=in_use).order_by("-state", "queued_at").first()


def _last_act(drive: Drive | None, now: datetime) -> DriveAct | None:
    """Asked for a moment ago: what came of it is still of interest."""
    return drive.acts.filter(asked_at__gt=now - ACT_IS_NEWS).first() if drive else None


def _written(run: Run | None) -> BackupSet | None:
    """What the run that the morning speaks of has left on a medium, if that was proven."""
    if run is None or run.state != Run.State.ENDED:
        return None
    proven = run.sets.filter(verified_at__isnull=False, removed_at__isnull=True)
    return proven.select_related("medium__site", "run").order_by("part").last()


def _why_it_leaves(coming: Tonight | None, written: BackupSet | None) -> str:
    """Empty when nothing is in the drive, or what is in it may stay."""
    if coming is None or coming.look.state in EMPTY:
        return ""
    look = coming.look
    if look.state is not DriveState.BLANK and not (coming.accepted or coming.lacks_key):
        return coming.problem
    if written is None or look.uuid != str(written.medium.uuid):
        return ""
    if coming.expected is not None and coming.expected.uuid == written.medium.uuid:
        return ""  # the only one there is
    return f"{look.name} holds the newest backup."
