"""What an operation's words name, found; Http404 or 409 where there is none."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive, Medium, Run, Site
from mmbackup.services.site import drive_of


class NoSuchDrive(BackupError):
    next_step = "See /api/v1/drives for those that are configured."


def drive_named(site: Site, name: str | None) -> Drive:
    """Without a name, the nightly backup's."""
    drives = Drive.objects.select_related("site").filter(site=site)
    found = drives.filter(name=name).first() if name else drive_of(site=site)
    if found is None:
        raise NoSuchDrive(f"there is no drive named {name}" if name else "no drive is configured")
    return found


def find_run(request: Any, run_id: UUID, *kinds: Run.Kind) -> Run:
    runs = Run.objects.select_related("site", "drive", "log").filter(site=request.messaging_site)
    return get_object_or_404(runs.filter(kind__in=kinds) if kinds else runs, pk=run_id)


def find_medium(request: Any, uuid: UUID) -> Medium:
    media = Medium.objects.select_related("site", "last_drive")
    return get_object_or_404(media, uuid=uuid, site=request.messaging_site)
