"""Drives: added, changed, removed; after each change the drive is looked into."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive, DriveAct, Schedule
from mmbackup.services.configuration.checking import TableFaulty
from mmbackup.services.configuration.values import drive_values
from mmbackup.services.drives.drive_acts import ask_drive
from mmbackup.services.drives.edit_drive import add_drive, change_drive, remove_drive
from portal.drive_settings.forms import FORMS, KINDS, DriveForm
from portal.edit_acts import not_done, shown_in
from portal.request import PortalRequest


def drives(request: PortalRequest) -> HttpResponse:
    site = request.messaging_site
    scheduled = Schedule.objects.filter(site=site).values_list("drive_id", flat=True).first()
    context = {"drives": Drive.objects.filter(site=site), "scheduled": scheduled, "kinds": KINDS}
    return render(request, "drive_settings/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: PortalRequest) -> HttpResponse:
    form = _form(request, None)
    if request.method == "POST" and form.is_valid():
        try:
            drive = add_drive(site=request.messaging_site, values=form.values(), now=timezone.now())
        except (TableFaulty, OSError) as error:
            _say_why(form, error)
        else:
            messages.success(request, _("The drive %(name)s was added.") % {"name": drive.name})
            return _look(request, drive)
    return render(request, "drive_settings/edit.html", {"form": form, "kind": form.KIND, "kinds": KINDS})


@require_http_methods(["GET", "POST"])
def edit(request: PortalRequest, drive_id: int) -> HttpResponse:
    drive = _find(request, drive_id)
    form = _form(request, drive)
    if request.method == "POST" and form.is_valid():
        try:
            change_drive(drive=drive, shown=form.was_shown, values=form.values(), now=timezone.now())
        except (TableFaulty, OSError) as error:
            _say_why(form, error)
        except BackupError as error:
            return not_done(request, error, "drive_settings:edit", drive_id)
        else:
            messages.success(
                request, _("The drive %(name)s is changed.") % {"name": form.cleaned_data["name"]}
            )
            return _look(request, _find(request, drive_id))
    context = {"form": form, "drive": drive, "kind": form.KIND, "kinds": KINDS}
    return render(request, "drive_settings/edit.html", context)


@require_POST
def remove(request: PortalRequest, drive_id: int) -> HttpResponse:
    drive = _find(request, drive_id)
    try:
        remove_drive(drive=drive, shown=shown_in(request), now=timezone.now())
    except BackupError as error:
        return not_done(request, error, "drive_settings:edit", drive_id)
    messages.success(
        request, _("The drive %(name)s was removed. Its media and runs stay.") % {"name": drive.name}
    )
    return redirect("drive_settings:list")


def _form(request: PortalRequest, drive: Drive | None) -> DriveForm:
    kind = request.POST.get("kind") or request.GET.get("kind") or (drive.kind if drive else "directory")
    form = FORMS.get(kind, FORMS["directory"])
    values = drive_values(drive) if drive else {}
    return form(request.POST or None, values=values, site=request.messaging_site)


def _say_why(form: DriveForm, error: TableFaulty | OSError) -> None:
    if isinstance(error, TableFaulty):
        form.add_faults(error)
    else:
        form.add_error(None, _("Nothing was changed: %(error)s.") % {"error": error.strerror or error})


def _look(request: PortalRequest, drive: Drive) -> HttpResponse:
    """Whether there is something where the drive is said to be: told at once, or by the worker."""
    by, now = request.user.get_username(), timezone.now()
    act = ask_drive(drive=drive, verb=DriveAct.Verb.LOOK, by=by, now=now)
    if not act.is_over:
        return redirect("media:act", act.pk)
    seen = f"{act.answer or act.problem} {act.next_step}".rstrip()
    messages.info(request, _("Seen there: %(seen)s") % {"seen": seen})
    return redirect("drive_settings:list")


def _find(request: PortalRequest, drive_id: int) -> Drive:
    found = Drive.objects.select_related("site")
    return get_object_or_404(found, pk=drive_id, site=request.messaging_site)
