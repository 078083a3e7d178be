"""Gives the medium in a drive another name and pool. What lies on it goes, with the consent of a person."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import MEDIUM_CHANGED
from mmbackup.engine.errors import BackupError, MediumError
from mmbackup.engine.format.backup_set import set_folders
from mmbackup.engine.format.identity import Identity
from mmbackup.engine.media import port
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.relabel import Consent, check_consent, holding, relabel
from mmbackup.models import BackupSet, Custody, Drive, Medium, Restore, Run
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.media.custody import record_custody
from mmbackup.services.media.label_medium import (
    check_name_is_free,
    check_pool,
    remember_labelled,
    replace_after_months,
)
from mmbackup.services.media.medium_life import OUT_OF_USE, sets_are_gone
from mmbackup.services.media.remember_medium import as_uuid
from mmbackup.services.media.replace_by import bring_up_to_date
from mmbackup.services.record_event import record_event


@dataclass(frozen=True, slots=True)
class _Wish:
    name: str
    pool: str
    consent: Consent
    now: datetime


def relabel_medium(
    *, drive: Drive, name: str, pool: str, typed: str, seen: str, by: str, now: datetime
) -> Identity:
    """seen and typed are the consent: see the engine's relabel. DriveBusy, or a MediumError."""
    check_pool(drive=drive, pool=pool)
    wish = _Wish(name, pool, Consent(seen, typed), now)
    with drive_lock(drive_id=drive.pk):
        medium = open_drive(drive.spec).open()
        try:
            known = _prepare(drive, medium, wish)
            identity = _relabel(drive, medium, known, wish)
            room = medium.room()
        finally:
            medium.close()
    with transaction.atomic():
        remembered = remember_labelled(drive=drive, identity=identity, room=room, by=by, now=now)
        if remembered is not None and known is not None:
            _record_new_name(known, remembered, by, now)
        message = f"The medium in {drive.name} was labelled anew: {name}, pool {pool}"
        record_event(site=drive.site, code=MEDIUM_CHANGED, at=now, message=message)
    return identity


def _prepare(drive: Drive, medium: port.Medium, wish: _Wish) -> Medium | None:
    """All that may be refused is refused here. Sets are forgotten now: none is to count that may be gone."""
    found = holding(medium)
    check_consent(found, wish.consent)
    known = known_medium(drive=drive, uuid=found.identity.uuid if found.identity else "")
    check_name_is_free(site=drive.site, name=wish.name, but=known)
    if known is not None:
        check_may_be_erased(medium=known)
        bring_up_to_date(medium=medium, known=known)
        sets_are_gone(medium=known, now=wish.now)
    return known


def _relabel(drive: Drive, medium: port.Medium, known: Medium | None, wish: _Wish) -> Identity:
    try:
        return relabel(
            medium=medium,
            name=wish.name,
            pool=wish.pool,
            consent=wish.consent,
            keeps_identity=known is not None,
            now=wish.now,
            replace_after_months=replace_after_months(site=drive.site, pool=wish.pool),
        )
    except BackupError:
        if known is not None:
            _recall_what_stayed(medium, known, wish.now)
        raise


def known_medium(*, drive: Drive, uuid: str) -> Medium | None:
    identity = as_uuid(uuid)
    return Medium.objects.filter(site=drive.site, uuid=identity).first() if identity else None


def check_may_be_erased(*, medium: Medium) -> None:
    """Not even by hand while a backup needs it; and one that was taken out of use is brought back first."""
    if medium.status in OUT_OF_USE:
        raise MediumError(f"{medium.name} is {medium.status}: bring it back to use first")
    open_runs = Run.objects.filter(sets__medium=medium, sets__removed_at__isnull=True)
    if open_runs.exclude(state=Run.State.ENDED).exists():
        raise MediumError(f"{medium.name} holds a part of an attended backup that is under way")
    if _is_awaited(medium):
        raise MediumError(f"a restore that is under way still needs {medium.name}")


def _is_awaited(medium: Medium) -> bool:
    restores = Restore.objects.filter(run__site=medium.site).exclude(run__state=Run.State.ENDED)
    parts = (part for restore in restores for part in restore.parts)
    return any(part["medium_uuid"] == str(medium.uuid) and not part["done"] for part in parts)


def _recall_what_stayed(medium: port.Medium, known: Medium, now: datetime) -> None:
    """The medium refused: the sets that are still there count again."""
    try:
        stayed = set_folders(medium)
    except BackupError:
        return
    BackupSet.objects.filter(medium=known, removed_at=now, name__in=stayed).update(removed_at=None)


def _record_new_name(known: Medium, remembered: Medium, by: str, now: datetime) -> None:
    Medium.objects.filter(pk=known.pk, status=Medium.Status.FULL).update(status=Medium.Status.WRITABLE)
    place = remembered.last_drive.name if remembered.last_drive else ""
    detail = f"It was {known.name} of the pool {known.pool} before; what lay on it was removed"
    act = Custody.Act.RELABELLED
    record_custody(medium=remembered, act=act, by=by, now=now, place=place, detail=detail)
