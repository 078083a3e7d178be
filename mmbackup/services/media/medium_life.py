"""A medium's status, by hand and by rule: retired, damaged, lost, back to use. Its place is kept apart."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from mmbackup.engine.codes import MEDIUM_DAMAGED, MEDIUM_LIFE
from mmbackup.models import BackupSet, Custody, Drive, Medium, Site
from mmbackup.services.alarms import raise_alarm, resolve_alarm
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.media.custody import record_custody
from mmbackup.services.record_event import record_event

Status = Medium.Status
OUT_OF_USE = (Status.RETIRED, Status.DAMAGED)


def retire_medium(*, medium: Medium, reason: str, by: str, now: datetime) -> bool:
    """Not written any more; what lies on it stays, and may be restored. False when it was so already."""
    return _change_status(medium, Status.RETIRED, reason, by, now)


def mark_damaged(*, medium: Medium, reason: str, by: str, now: datetime) -> bool:
    """Not used any more, and what lies on it counts as no copy. False when it was so already."""
    return _change_status(medium, Status.DAMAGED, reason, by, now)


def mark_lost(*, medium: Medium, reason: str, by: str, now: datetime) -> bool:
    """Nobody knows where it is, until it is seen in a drive, or moved. False when it was so already."""
    with transaction.atomic():
        known = Medium.objects.filter(pk=medium.pk).exclude(place=Medium.Place.LOST)
        if not known.update(place=Medium.Place.LOST, place_name=""):
            return False
        _record(medium, f"{medium.name} is lost", reason, by, now)
        _remember(medium, FieldChange("place", medium.place_name or medium.place, "lost"), reason, now)
        judge_damage(site=medium.site, now=now)
    medium.refresh_from_db()
    return True


def back_to_use(*, medium: Medium, reason: str, by: str, now: datetime) -> bool:
    """Retired, damaged or lost it was; now it is on a shelf and may be written. False when it was in use."""
    with transaction.atomic():
        row = Medium.objects.filter(pk=medium.pk)
        changed = row.filter(status__in=OUT_OF_USE).update(status=Status.WRITABLE, status_reason="")
        changed += row.filter(place=Medium.Place.LOST).update(place=Medium.Place.ON_SHELF)
        if not changed:
            return False
        _record(medium, f"{medium.name} is back in use", reason, by, now)
        was = "lost" if medium.place == Medium.Place.LOST else medium.status
        _remember(medium, FieldChange("status", was, "back in use"), reason, now)
        judge_damage(site=medium.site, now=now)
    medium.refresh_from_db()
    return True


def note_read_error(*, medium: Medium, reason: str, by: str, now: datetime) -> None:
    """What was read back was not what was written: by rule, the medium is damaged. Inside a transaction."""
    Medium.objects.filter(pk=medium.pk).update(read_errors=F("read_errors") + 1)
    record_custody(medium=medium, act=Custody.Act.READ_ERROR, by=by, now=now, detail=reason)
    mark_damaged(medium=medium, reason=reason, by=by, now=now)


def remember_formatted(*, drive: Drive, by: str, now: datetime) -> None:
    """The medium in the drive was made blank: as the medium it was, it is no more."""
    with transaction.atomic():
        for medium in Medium.objects.filter(last_drive=drive, place=Medium.Place.IN_DRIVE):
            sets_are_gone(medium=medium, now=now)
            gone = {"place": Medium.Place.ON_SHELF, "place_name": "", "status": Status.RETIRED}
            reason = "It was formatted, and is a blank medium without this name now"
            Medium.objects.filter(pk=medium.pk).update(**gone, status_reason=reason)
            record_custody(medium=medium, act=Custody.Act.FORMATTED, by=by, now=now, detail=reason)
            judge_damage(site=medium.site, now=now)


def sets_are_gone(*, medium: Medium, now: datetime) -> list[str]:
    """The names of the sets that count as removed from now on."""
    there = BackupSet.objects.filter(medium=medium, removed_at__isnull=True)
    names = list(there.values_list("name", flat=True))
    there.update(removed_at=now)
    return names


def judge_damage(*, site: Site, now: datetime) -> None:
    """The alarm stands as long as a damaged medium is neither retired, nor back in use, nor lost."""
    damaged = Medium.objects.filter(site=site, status=Status.DAMAGED).exclude(place=Medium.Place.LOST)
    names = ", ".join(medium.name for medium in damaged)
    if names:
        detail = "; ".join(f"{medium.name}: {medium.status_reason}" for medium in damaged)
        raise_alarm(site=site, code=MEDIUM_DAMAGED, location=names, detail=detail, now=now)
    else:
        reason = "No damaged medium is left among those in use"
        resolve_alarm(site=site, code=MEDIUM_DAMAGED, reason=reason, now=now)


def _change_status(medium: Medium, status: Status, reason: str, by: str, now: datetime) -> bool:
    with transaction.atomic():
        others = Medium.objects.filter(pk=medium.pk).exclude(status=status)
        if not others.update(status=status, status_reason=reason[:200]):
            return False
        _record(medium, f"{medium.name} is {status.value}", reason, by, now)
        _remember(medium, FieldChange("status", medium.status, status.value), reason, now)
        judge_damage(site=medium.site, now=now)
    medium.refresh_from_db()
    return True


def _remember(medium: Medium, change: FieldChange, reason: str, now: datetime) -> None:
    fields = [change, FieldChange("reason", None, reason)] if reason else [change]
    subject = f"medium {medium.name}"
    remember_change(deed="medium changed", subject=subject, now=now, site=medium.site, fields=fields)


def _record(medium: Medium, what: str, reason: str, by: str, now: datetime) -> None:
    detail = f"{what}: {reason}" if reason else what
    record_custody(medium=medium, act=Custody.Act.STATUS, by=by, now=now, detail=detail)
    record_event(site=medium.site, code=MEDIUM_LIFE, at=now, message=f"{detail} ({by})")
