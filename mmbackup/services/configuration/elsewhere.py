"""What the drives of other sites are in already."""

from collections.abc import Mapping
from typing import Any

from mmbackup.models import Drive, Site
from mmbackup.services.configuration.agreement import place_of


def taken_elsewhere(settings: Mapping[str, Any], *, site: Site | None) -> tuple[str, str] | None:
    """The key, and the reason, when a drive of another site is in the same place."""
    key, where = place_of(settings)
    others = Drive.objects.select_related("site").exclude(site=site.pk if site else None)
    for drive in others if where else ():
        if place_of(drive.settings)[1] == where:
            return key, f"{where!r} is where the drive {drive.name!r} of {drive.site.name} is already"
    return None
