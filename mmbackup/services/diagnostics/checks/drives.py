"""The drives: within reach, with a medium of ours that can be written."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from humanize import naturalsize

from mmbackup.engine.errors import NoMedium, UnlabelledMedium, WriteProtected
from mmbackup.models import Drive, Run, Site
from mmbackup.services.diagnostics.finding import Finding, bad, clock_time, good, unknown, warning
from mmbackup.services.drives.look_into_drive import DriveLook, DriveState, look_into_drive

OLD = timedelta(minutes=30)
MEND = "See that the drive is connected and mounted, and that the medium can be read."
CONFIGURE = "Add one under Backup/Restore > Drives, or import a configuration."


def drives(site: Site, now: datetime) -> Iterator[Finding]:
    found = list(Drive.objects.filter(site=site).select_related("site"))
    if not found:
        yield bad("No drive is configured.", CONFIGURE)
    for drive in found:
        yield _of_drive(drive, now)


def _of_drive(drive: Drive, now: datetime) -> Finding:
    run = Run.objects.filter(drive=drive, state=Run.State.RUNNING).first()
    if run is not None:
        return good(f"{drive.name}: a {run.in_words} is at work in it.", host=run.host)
    look = look_into_drive(drive=drive)
    if look.seen_at is not None and now - look.seen_at > OLD:
        words = f"{drive.name} was looked into last on {clock_time(look.seen_at, drive.site)}."
        return unknown(
            words, "See that the program drives runs on its host, or choose Look on the drive's page."
        )
    return _of_medium(drive.name, look) if look.state is DriveState.LOADED else _of_none(drive.name, look)


def _of_medium(name: str, look: DriveLook) -> Finding:
    if look.write_protected:
        return bad(f"{name}: {look.name} is write-protected.", WriteProtected.next_step)
    if look.problem:
        return warning(f"{name}: {look.problem}", "Insert a medium of one of the drive's pools.")
    return good(f"{name}: {look.name} of the pool {look.pool}, writable, {naturalsize(look.free)} free.")


def _of_none(name: str, look: DriveLook) -> Finding:
    match look.state:
        case DriveState.EMPTY:
            return warning(f"{name} is empty.", NoMedium.next_step)
        case DriveState.BLANK if look.problem:
            return warning(f"{name}: {look.problem}", UnlabelledMedium.next_step)
        case DriveState.BLANK:
            return good(f"{name}: a blank medium, to be labelled by the night.")
        case DriveState.FOREIGN:
            return bad(f"{name}: {look.problem}", "Take the medium out, and insert one of ours.")
        case _:
            return bad(f"{name}: {look.problem or 'it is out of reach.'}", MEND)
