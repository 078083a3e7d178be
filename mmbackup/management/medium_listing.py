"""What `manage.py medium` prints of media, drives and shelves."""

from collections.abc import Iterator

from django.utils.timezone import localtime
from humanize import naturalsize

from mmbackup.models import BackupSet, Custody, Drive, Medium
from mmbackup.services.drives.drive_look import DriveLook
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.drives.shelf import has_shelf, list_media
from mmbackup.services.media.if_lost import Loss, if_lost


def drive_lines(drive: Drive) -> Iterator[str]:
    look = look_into_drive(drive=drive)
    yield f"{drive.name}: {look.state} {look.name} {look.problem}".rstrip()
    yield from content_lines(look)
    if not has_shelf(drive=drive):
        return
    yield "Shelf:"
    for medium in list_media(drive=drive):
        marks = (("in the drive", medium.loaded), ("write-protected", medium.write_protected))
        told = ", ".join(mark for mark, holds in marks if holds)
        used = f"{naturalsize(medium.used)} of {naturalsize(medium.capacity)} used"
        yield f"  {medium.name}  {used}  {told}".rstrip()


def content_lines(look: DriveLook) -> Iterator[str]:
    for backup_set in look.sets:
        proof = "verified" if backup_set.verification else "not verified"
        yield f"  {backup_set.name}  {naturalsize(backup_set.size)}  {proof}"
    for item in look.content:
        size = "large" if item.size is None else naturalsize(item.size)
        yield f"  {item.name}  {size}  not ours"


def inventory_lines(media: list[Medium]) -> Iterator[str]:
    widths = [max(len(getattr(medium, key)) for medium in media) for key in ("name", "pool")]
    for medium in media:
        name, pool = medium.name.ljust(widths[0]), medium.pool.ljust(widths[1])
        yield f"{name}  {pool}  {medium.status:<8}  {place_of(medium)}{_wear(medium)}"


def medium_lines(medium: Medium) -> Iterator[str]:
    yield f"{medium.name}, pool {medium.pool}, {medium.status}, {place_of(medium)}"
    facts = {
        "Reason": medium.status_reason,
        "Identity": str(medium.uuid),
        "Room": f"{naturalsize(medium.free)} free of {naturalsize(medium.capacity)}, when last seen",
        "First used": f"{localtime(medium.first_used_at):%Y-%m-%d}" if medium.first_used_at else "",
        "Sets begun": f"{medium.write_count:,}",
        "Read errors": f"{medium.read_errors:,}",
        "Replace by": f"{medium.replace_by or 'never'}",
    }
    yield from (f"  {key + ':':<13}{words}" for key, words in facts.items() if words)
    for backup_set in BackupSet.objects.filter(medium=medium, removed_at__isnull=True):
        yield f"  {backup_set.name}  {naturalsize(backup_set.size)}  {proof_of(backup_set)}"
    yield from loss_lines(if_lost(medium=medium))


def loss_lines(losses: tuple[Loss, ...]) -> Iterator[str]:
    yield "If it is lost:"
    yield from (f"  {loss.words}" for loss in losses)
    if not losses:
        yield "  nothing: all that lies on it lies, as new or newer, on other media"


def history_lines(medium: Medium) -> Iterator[str]:
    """The newest first, as people ask for it."""
    for line in Custody.objects.filter(medium=medium).iterator():
        where = f"  {line.place}" if line.place else ""
        detail = f"  {line.detail}" if line.detail else ""
        yield f"{localtime(line.at):%Y-%m-%d %H:%M}  {line.act:<14}  {line.by}{where}{detail}"


def proof_of(backup_set: BackupSet) -> str:
    if backup_set.is_claimed:
        return "not verified here yet"
    return "verified" if backup_set.verified_at else "not verified"


def place_of(medium: Medium) -> str:
    if medium.place == Medium.Place.IN_DRIVE and medium.last_drive:
        return f"in {medium.last_drive.name}"
    return medium.place_name or medium.place


def _wear(medium: Medium) -> str:
    return f"  replace by {medium.replace_by}" if medium.replace_by else ""
