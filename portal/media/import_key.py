"""Import with a key: it goes to the one import that needs it, as a restore's key does, and nowhere else.

It is never written to disk, not even as an upload; it stands in no message, no page and no error report.
"""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive
from mmbackup.services.drives.ask_import import ask_import
from mmbackup.services.drives.look_into_drive import look_into_drive
from portal.edit_acts import not_changed
from portal.given_key import given_key
from portal.media.drive_acts import tell
from portal.request import PortalRequest
from portal.restore.key_upload import InMemory


@csrf_exempt  # only until the upload's way is set: what reads the form below asks for the token
@require_http_methods(["GET", "POST"])
def import_with_key(request: HttpRequest, drive_id: int) -> HttpResponse:
    request.upload_handlers = [InMemory(request)]
    return _import(request, drive_id)


@csrf_protect
@never_cache
@sensitive_post_parameters()
def _import(request: HttpRequest, drive_id: int) -> HttpResponse:
    asked = cast("PortalRequest", request)
    drives = Drive.objects.select_related("site")
    drive = get_object_or_404(drives, pk=drive_id, site=asked.messaging_site)
    if request.method == "POST":
        return _ask(asked, drive)
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
