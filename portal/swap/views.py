"""Morning Swap: each step's act, and back to the page, which reads the facts anew."""

from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.engine.media.control import abilities
from mmbackup.models import Drive, DriveAct, Medium, Place, Run
from mmbackup.services.drives.drive_acts import ask_drive
from mmbackup.services.drives.shelf import has_shelf, insert_medium
from mmbackup.services.media.places import move_medium
from mmbackup.services.media.printed_label import label_facts, why_no_label
from mmbackup.services.media.remember_medium import as_uuid
from mmbackup.services.rotation.look_ahead import look_ahead
from mmbackup.services.rotation.make_up import make_up
from mmbackup.services.site import drive_of
from mmbackup.services.swap import swap
from mmbackup.services.swap_again import swap_again
from portal.media.picture import picture_of
from portal.request import PortalRequest
from portal.swap.cards import cards_of
from portal.swap.choices import choices_of
from portal.swap.mark import mark_of


def swap_page(request: PortalRequest) -> HttpResponse:
    found = swap(site=request.messaging_site, now=timezone.now())
    drive, look, written = found.drive, found.look, found.written
    context = {
        "swap": found,
        "cards": cards_of(found),
        "choices": choices_of(found),
        "label": label_facts(backup_set=written) if written else None,
        "no_label": why_no_label(backup_set=written) if written else "",
        "picture": look and picture_of(look, is_busy=found.open_run is not None),
        "drive_look": look,
        "can_eject": drive is not None and abilities(drive.spec).eject,
        "has_shelf": drive is not None and has_shelf(drive=drive),
        "mark": mark_of(found),
    }
    return render(request, "swap/swap.html", context)


def state(request: PortalRequest) -> HttpResponse:
    """Another mark means another picture: the page then reads itself anew."""
    return JsonResponse({"mark": mark_of(swap_again(site=request.messaging_site, now=timezone.now()))})


@require_POST
def eject(request: PortalRequest) -> HttpResponse:
    drive = _drive(request)
    if drive is None:
        return redirect("swap:swap")
    act = ask_drive(drive=drive, verb=DriveAct.Verb.EJECT, by=request.user.get_username(), now=timezone.now())
    if act.state == DriveAct.State.FAILED:
        messages.error(request, f"{act.problem} {act.next_step}".strip())
    elif act.is_over:
        messages.success(request, act.answer)
    return redirect("swap:swap")


@require_POST
def store(request: PortalRequest) -> HttpResponse:
    site = request.messaging_site
    medium = get_object_or_404(Medium, uuid=_uuid(request, "medium"), site=site)
    place = Place.objects.filter(pk=_number(request, "place"), site=site).first()
    if place is None:
        messages.error(request, _("Choose where %(medium)s is stored.") % {"medium": medium.name})
    else:
        move_medium(medium=medium, place=place, by=request.user.get_username(), now=timezone.now())
        messages.success(
            request, _("%(medium)s is in %(place)s.") % {"medium": medium.name, "place": place.name}
        )
    return redirect("swap:swap")


@require_POST
def insert(request: PortalRequest) -> HttpResponse:
    """For an emulated drive; into others the medium is put by hand."""
    drive, name = _drive(request), request.POST.get("name", "")
    by = request.user.get_username()
    if drive is not None:
        _try(
            request,
            _("%(medium)s is in the drive.") % {"medium": name},
            lambda: insert_medium(drive=drive, name=name, by=by, now=timezone.now()),
        )
    return redirect("swap:swap")


@require_POST
def look_ahead_now(request: PortalRequest) -> HttpResponse:
    look_ahead(site=request.messaging_site, now=timezone.now(), by=request.user.get_username())
    return _back(request)


@require_POST
def make_up_night(request: PortalRequest) -> HttpResponse:
    night = get_object_or_404(Run, pk=_uuid(request, "run"), site=request.messaging_site)
    try:
        run = make_up(run=night, by=request.user.get_username(), now=timezone.now())
    except BackupError as error:
        messages.error(
            request, " ".join([_("No backup was started: %(error)s.") % {"error": error}, error.next_step])
        )
        return _back(request)
    return redirect("backup:progress", run.pk)


def _drive(request: PortalRequest) -> Drive | None:
    drive = drive_of(site=request.messaging_site)
    if drive is None:
        messages.error(request, _("No drive is configured."))
    return drive


def _try(request: PortalRequest, done: str, act: Callable[[], object]) -> None:
    try:
        act()
    except BackupError as error:
        messages.error(
            request,
            " ".join([_("Nothing was changed: %(error)s.") % {"error": error}, error.next_step]).strip(),
        )
    else:
        messages.success(request, done)


def _back(request: PortalRequest) -> HttpResponse:
    """To the main page when the button stood there."""
    came_from = urlsplit(request.headers.get("Referer", "")).path
    return redirect("main:main" if came_from == "/" else "swap:swap")


def _uuid(request: PortalRequest, key: str) -> UUID | None:
    return as_uuid(request.POST.get(key, ""))


def _number(request: PortalRequest, key: str) -> int:
    """0, which no row has, for what is no number."""
    value = request.POST.get(key, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
