"""Import with a key: it goes to the one import that needs it, as a restore's key does, and nowhere else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive
from mmbackup.services.drives.ask_import import ask_import
from mmbackup.services.drives.look_into_drive import look_into_drive
from portal.edit_acts import not_changed
from portal.given_key import given_key, with_key_in_memory
from portal.media.drive_acts import tell
from portal.request import PortalRequest


@with_key_in_memory
def import_with_key(request: PortalRequest, drive_id: int) -> HttpResponse:
    drives = Drive.objects.select_related("site")
    drive = get_object_or_404(drives, pk=drive_id, site=request.messaging_site)
    if request.method == "POST":
        return _ask(request, drive)
    context = {"drive": drive, "drive_look": look_into_drive(drive=drive)}
    return render(request, "media/import_key.html", context)


def _ask(request: PortalRequest, drive: Drive) -> HttpResponse:
    by, now = request.user.get_username(), timezone.now()
    try:
        act = ask_import(drive=drive, by=by, now=now, secret=given_key(request))
    except BackupError as error:
        messages.error(request, not_changed(error))
        return redirect("media:import-key", drive.pk)
    return tell(request, act)
