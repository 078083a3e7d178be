"""Acts at a drive of any kind: look, label, label anew, format. Done at once, or by the worker."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.engine.media.control import abilities
from mmbackup.models import Drive, DriveAct
from mmbackup.services.drives.drive_acts import ask_drive
from mmbackup.services.drives.drive_look import DriveLook, DriveState
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.media.if_lost import if_lost
from mmbackup.services.media.relabel_medium import known_medium
from portal.media.forms import FormatForm, LabelForm, RelabelForm
from portal.request import PortalRequest

Verb = DriveAct.Verb


@require_POST
def look(request: PortalRequest, drive_id: int) -> HttpResponse:
    return ask(request, _drive(request, drive_id), Verb.LOOK)


@require_POST
def import_medium(request: PortalRequest, drive_id: int) -> HttpResponse:
    """By the worker, as it may take minutes. Without a key: that has a page of its own."""
    return ask(request, _drive(request, drive_id), Verb.IMPORT, here=False)


@require_POST
def label(request: PortalRequest, drive_id: int) -> HttpResponse:
    """The blank medium in the drive; one that is not blank is refused."""
    drive, form = _drive(request, drive_id), LabelForm(request.POST, site=request.messaging_site)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: %(faults)s") % {"faults": faults_of(form)})
        return redirect("media:drives")
    return ask(request, drive, Verb.LABEL, form.cleaned_data)


@require_http_methods(["GET", "POST"])
def relabel(request: PortalRequest, drive_id: int) -> HttpResponse:
    """What lies on the medium is shown first; its name, or the data's, must be typed."""
    drive = _drive(request, drive_id)
    form = RelabelForm(request.POST or None, site=request.messaging_site)
    if request.method == "POST" and form.is_valid():
        return ask(request, drive, Verb.RELABEL, form.cleaned_data)
    return _show(request, drive, form, "media/relabel.html")


@require_http_methods(["GET", "POST"])
def make_blank(request: PortalRequest, drive_id: int) -> HttpResponse:
    """The same, for a drive that can make a new file system."""
    drive, form = _drive(request, drive_id), FormatForm(request.POST or None)
    if not abilities(drive.spec).format:
        messages.error(request, _("Media of %(name)s are formatted by hand.") % {"name": drive.name})
        return redirect("media:drives")
    if request.method == "POST" and form.is_valid():
        return ask(request, drive, Verb.FORMAT, form.cleaned_data)
    return _show(request, drive, form, "media/format.html")


def act(request: PortalRequest, act_id: str) -> HttpResponse:
    """Follows an act that the worker does: the page asks for how it stands until that changes."""
    found = _find(request, act_id)
    if "HX-Request" not in request.headers:
        return render(request, "media/act.html", {"act": found})
    if request.GET.get("state") == found.state:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "media/act_stands.html", {"act": found})


def _show(request: PortalRequest, drive: Drive, form: forms.Form, page: str) -> HttpResponse:
    seen = look_into_drive(drive=drive)
    if seen.state in {DriveState.EMPTY, DriveState.UNREACHABLE}:
        words = {"drive": drive.name, "problem": seen.problem}
        messages.error(request, _("Nothing can be done at %(drive)s now: %(problem)s") % words)
        return redirect("media:drives")
    if not form.is_bound:
        form.initial = _proposal(seen, drive)
    known = known_medium(drive=drive, uuid=seen.uuid)
    word = seen.word or drive.name
    context = {"drive": drive, "drive_look": seen, "known": known, "form": form, "word": word}
    return render(request, page, context | {"losses": if_lost(medium=known) if known else ()})


def _proposal(seen: DriveLook, drive: Drive) -> dict[str, str]:
    return {"name": seen.name, "pool": drive.pool, "seen": seen.mark}


def ask(
    request: PortalRequest,
    drive: Drive,
    verb: DriveAct.Verb,
    arguments: dict[str, str] | None = None,
    *,
    here: bool | None = None,
) -> HttpResponse:
    """here: as ask_drive has it."""
    by, now = request.user.get_username(), timezone.now()
    asked = ask_drive(drive=drive, verb=verb, by=by, now=now, arguments=arguments or {}, here=here)
    return tell(request, asked)


def tell(request: PortalRequest, asked: DriveAct) -> HttpResponse:
    """What came of it; or the page that follows it."""
    if not asked.is_over:
        return redirect("media:act", asked.pk)
    if asked.state == DriveAct.State.DONE:
        messages.success(request, asked.answer)
    else:
        words = {"problem": asked.problem, "next_step": asked.next_step}
        messages.error(request, _("Nothing was changed: %(problem)s %(next_step)s") % words)
    return redirect("media:drives")


def faults_of(form: forms.Form) -> str:
    return " ".join(str(fault) for found in form.errors.values() for fault in found)


def _drive(request: PortalRequest, drive_id: int) -> Drive:
    drives = Drive.objects.select_related("site")
    return get_object_or_404(drives, pk=drive_id, site=request.messaging_site)


def _find(request: PortalRequest, act_id: str) -> DriveAct:
    acts = DriveAct.objects.select_related("drive")
    return get_object_or_404(acts, pk=act_id, drive__site=request.messaging_site)
