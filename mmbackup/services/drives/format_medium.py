"""Formats the medium in a drive, and remembers what went with it."""

from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import MEDIUM_CHANGED
from mmbackup.engine.operations.erase import erase, what_would_go
from mmbackup.engine.operations.relabel import Consent, check_consent
from mmbackup.models import Drive
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.media.medium_life import remember_formatted, sets_are_gone
from mmbackup.services.media.relabel_medium import check_may_be_erased, known_medium
from mmbackup.services.record_event import record_event


def format_medium(*, drive: Drive, typed: str, seen: str, by: str, now: datetime) -> None:
    """seen and typed are the consent: see the engine's relabel. DriveBusy, or a MediumError."""
    with drive_lock(drive_id=drive.pk):
        found = what_would_go(drive.spec)
        known = known_medium(drive=drive, uuid=found.identity.uuid) if found.identity else None
        if known is not None:
            check_may_be_erased(medium=known)
        consent = Consent(seen, typed)
        check_consent(found, consent)
        if known is not None:  # from now on nothing on it counts as a copy, however far the format comes
            sets_are_gone(medium=known, now=now)
        erase(drive=drive.spec, found=found, consent=consent)
    with transaction.atomic():
        remember_formatted(drive=drive, by=by, now=now)
        name = found.identity.name if found.identity else "The medium"
        message = f"{name} in {drive.name} was formatted by {by}"
        record_event(site=drive.site, code=MEDIUM_CHANGED, at=now, message=message)
