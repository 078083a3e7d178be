"""Which medium is where, as far as we have seen it. For callers inside a transaction of their own."""

from datetime import datetime
from uuid import UUID

from mmbackup.models import Drive, Medium


def remember_in_drive(
    *, drive: Drive, uuid: str, name: str, pool: str, capacity: int, free: int, now: datetime
) -> Medium | None:
    """None when what the medium calls its identity is none: what comes from a medium may be anything."""
    identity = as_uuid(uuid)
    if identity is None:
        return None
    Medium.objects.filter(last_drive=drive, place=Medium.Place.IN_DRIVE).exclude(uuid=identity).update(
        place=Medium.Place.ON_SHELF
    )
    seen = {
        "name": name[:63],
        "pool": pool[:63],
        "place": Medium.Place.IN_DRIVE,
        "last_drive": drive,
        "capacity": capacity,
        "free": free,
        "last_seen_at": now,
    }
    medium, _ = Medium.objects.update_or_create(
        uuid=identity, defaults=seen, create_defaults={**seen, "site": drive.site}
    )
    return medium


def put_on_shelf(*, drive: Drive) -> None:
    """Whatever was in the drive is no longer in it."""
    Medium.objects.filter(last_drive=drive, place=Medium.Place.IN_DRIVE).update(place=Medium.Place.ON_SHELF)


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
