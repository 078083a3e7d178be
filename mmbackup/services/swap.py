"""The morning swap: what of it is done already, and what comes next, told by the facts alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mmbackup.models import BackupSet, Drive, DriveAct, LookAhead, Medium, Place, Run, Site
from mmbackup.services.look_ahead import newest_look
from mmbackup.services.look_into_drive import DriveLook, DriveState
from mmbackup.services.make_up import night_to_make_up
from mmbackup.services.morning import Level, Morning, morning
from mmbackup.services.tonight import Tonight, tonight

EMPTY = (DriveState.EMPTY, DriveState.UNREACHABLE)


class Step(StrEnum):
    VERIFY = "verify"
    REMOVE = "remove"
    LABEL = "label"
    STORE = "store"
    INSERT = "insert"
    READY = "ready"


class StepState(StrEnum):
    DONE = "done"
    OPEN = "open"  # to be done now
    LATER = "later"
    SPARED = "spared"  # not called for this morning
    TROUBLE = "trouble"


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

    @property
    def is_done(self) -> bool:
        """All of it, after a night that left something to swap."""
        settled = (StepState.DONE, StepState.SPARED)
        return self.medium is not None and all(self.state_of(step) in settled for step in Step)

    def state_of(self, step: Step) -> StepState:
        return _STATES[step](self)


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
        last_act=drive.acts.first() if drive else None,
    )


def _open_run(drive: Drive | None) -> Run | None:
    """One that waits for its next medium does not need the one in the drive."""
    if drive is None:
        return None
    in_use = (Run.State.QUEUED, Run.State.RUNNING)
    return Run.objects.filter(drive=drive, state__in=in_use).order_by("-state", "queued_at").first()


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
    if look.state is not DriveState.BLANK and not coming.accepted:
        return coming.problem
    if written is None or look.uuid != str(written.medium.uuid):
        return ""
    if coming.expected is not None and coming.expected.uuid == written.medium.uuid:
        return ""  # the only one there is
    return f"{look.name} holds the newest backup."


def _verify(swap: Swap) -> StepState:
    if swap.open_run is not None:
        return StepState.OPEN
    return StepState.DONE if swap.morning.level in (Level.GOOD, Level.WARNING) else StepState.TROUBLE


def _remove(swap: Swap) -> StepState:
    if swap.open_run is not None:
        return StepState.LATER
    if swap.leaves:
        return StepState.OPEN
    return StepState.SPARED if swap.medium is None or swap.is_written_in_drive else StepState.DONE


def _label(swap: Swap) -> StepState:
    return StepState.SPARED if swap.medium is None else _after_removal(swap)


def _store(swap: Swap) -> StepState:
    return StepState.SPARED if swap.medium is None else _after_removal(swap)


def _after_removal(swap: Swap) -> StepState:
    """That a label was written nobody sees; a medium that was stored was labelled before."""
    if swap.is_stored:
        return StepState.DONE
    if not swap.is_written_in_drive:
        return StepState.OPEN
    return StepState.LATER if swap.leaves else StepState.SPARED


def _insert(swap: Swap) -> StepState:
    if swap.open_run is not None or swap.leaves:
        return StepState.LATER
    return StepState.DONE if swap.is_ready else StepState.OPEN


def _ready(swap: Swap) -> StepState:
    return StepState.DONE if swap.is_ready and swap.open_run is None else StepState.LATER


_STATES = {
    Step.VERIFY: _verify,
    Step.REMOVE: _remove,
    Step.LABEL: _label,
    Step.STORE: _store,
    Step.INSERT: _insert,
    Step.READY: _ready,
}
