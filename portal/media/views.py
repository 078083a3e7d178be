"""Drives: what is in them, and what a person's hands do at the emulated one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive, DriveAct
from mmbackup.services.drives.shelf import eject_medium, insert_medium, protect_medium
from portal.media.drive_acts import ask
from portal.media.drive_card import EMULATED, card_of, running_on
from portal.request import PortalRequest


def drives(request: PortalRequest) -> HttpResponse:
    cards = [card_of(drive) for drive in Drive.objects.filter(site=request.messaging_site)]
    return render(request, "media/drives.html", {"cards": cards})


@require_POST
def insert(request: PortalRequest, drive_id: int) -> HttpResponse:
    drive, name = _emulated(request, drive_id), request.POST.get("name", "")
    return _do(
        request,
        _("%(name)s is in the drive.") % {"name": name},
        lambda: insert_medium(drive=drive, name=name, now=timezone.now(), by=request.user.get_username()),
    )


@require_http_methods(["GET", "POST"])
def eject(request: PortalRequest, drive_id: int) -> HttpResponse:
    """Asks once more while a run needs the medium. Only the emulated drive can be forced then."""
    drive = get_object_or_404(Drive, pk=drive_id, site=request.messaging_site)
    run = running_on(drive)
    if request.method == "GET" or (run and "sure" not in request.POST):
        return render(request, "media/eject.html", {"drive": drive, "run": run})
    if drive.kind != EMULATED:
        return ask(request, drive, DriveAct.Verb.EJECT)
    by = request.user.get_username()
    return _do(
        request, _("The drive is empty."), lambda: eject_medium(drive=drive, now=timezone.now(), by=by)
    )


@require_POST
def protect(request: PortalRequest, drive_id: int) -> HttpResponse:
    drive, name, on = _emulated(request, drive_id), request.POST.get("name", ""), "on" in request.POST
    done = _("%(name)s is write-protected.") if on else _("%(name)s is no longer write-protected.")
    return _do(
        request,
        done % {"name": name},
        lambda: protect_medium(drive=drive, name=name, on=on, now=timezone.now()),
    )


def _emulated(request: PortalRequest, drive_id: int) -> Drive:
    return get_object_or_404(Drive, pk=drive_id, site=request.messaging_site, kind=EMULATED)


def _do(request: PortalRequest, done: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except BackupError as error:
        messages.error(request, _("Nothing was changed: %(error)s.") % {"error": error})
    else:
        messages.success(request, done)
    return redirect("media:drives")
