"""Where media are kept: named shelves and vaults, and bringing a medium to one of them."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from mmbackup.engine.codes import MEDIUM_LIFE, POOL_CHANGED
from mmbackup.engine.format.names import medium_name
from mmbackup.models import Custody, Medium, Place, Site
from mmbackup.services.history.remember_change import FieldChange, differences, remember_change
from mmbackup.services.media.custody import record_custody
from mmbackup.services.media.pools import ChangedMeanwhile, NameTaken, StillUsed
from mmbackup.services.record_event import record_event


def move_medium(*, medium: Medium, place: Place, by: str, now: datetime) -> bool:
    """False when it is there already. One that is in a drive has been taken out for it."""
    elsewhere = Medium.objects.filter(~Q(place=place.kind) | ~Q(place_name=place.name), pk=medium.pk)
    with transaction.atomic():
        if not elsewhere.update(place=place.kind, place_name=place.name):
            return False
        record_custody(medium=medium, act=Custody.Act.MOVED, by=by, now=now, place=place.name)
        moved = [FieldChange("place", medium.place_name or medium.place, place.name)]
        subject = f"medium {medium.name}"
        remember_change(deed="medium moved", subject=subject, now=now, site=medium.site, fields=moved)
        message = f"{medium.name} was brought to {place.name} by {by}"
        record_event(site=medium.site, code=MEDIUM_LIFE, at=now, message=message)
    medium.refresh_from_db(fields=["place", "place_name"])
    return True


def add_place(*, site: Site, name: str, kind: str, by: str, now: datetime) -> Place:
    """kind as in the model. NameTaken, or FormatError for what is no name."""
    medium_name(name)
    try:
        with transaction.atomic():
            place = Place.objects.create(site=site, name=name, kind=kind)
            _record(site, f"The place {name} was added by {by}", now)
            _remember(place, "place added", None, (name, kind), now)
    except IntegrityError as error:
        raise NameTaken(f"there is a place named {name} already") from error
    return place


def change_place(
    *, place: Place, before: tuple[str, str], name: str, kind: str, by: str, now: datetime
) -> None:
    """before: the name and kind that were shown. The media there are there under its new name."""
    medium_name(name)
    shown = Place.objects.filter(pk=place.pk, name=before[0], kind=before[1])
    try:
        with transaction.atomic():
            if not shown.update(name=name, kind=kind):
                raise ChangedMeanwhile("somebody else changed this place meanwhile")
            media_in(place=Place(site=place.site, name=before[0])).update(place_name=name, place=kind)
            _record(place.site, f"The place {before[0]} was changed to {name}, {kind}, by {by}", now)
            _remember(place, "place changed", before, (name, kind), now)
    except IntegrityError as error:
        raise NameTaken(f"there is a place named {name} already") from error


def remove_place(*, place: Place, by: str, now: datetime) -> None:
    """Raise StillUsed while media are kept there."""
    with transaction.atomic():
        if media_in(place=place).exists():
            raise StillUsed(f"there are media in {place.name}")
        Place.objects.filter(pk=place.pk).delete()
        _record(place.site, f"The place {place.name} was removed by {by}", now)
        _remember(place, "place removed", (place.name, place.kind), None, now)


def media_in(*, place: Place) -> QuerySet[Medium]:
    kept = [Medium.Place.ON_SHELF, Medium.Place.IN_VAULT]
    return Medium.objects.filter(site=place.site, place__in=kept, place_name=place.name)


def _remember(
    place: Place, deed: str, before: tuple[str, str] | None, after: tuple[str, str] | None, now: datetime
) -> None:
    old, new = (dict(zip(("name", "kind"), state or (), strict=False)) for state in (before, after))
    name = (before or after or ("", ""))[0]
    fields = differences(old, new)
    remember_change(deed=deed, subject=f"place {name}", now=now, site=place.site, fields=fields)


def _record(site: Site, message: str, now: datetime) -> None:
    record_event(site=site, code=POOL_CHANGED, at=now, message=message)
