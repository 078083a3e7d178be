"""Verify: what is in the drive, when each medium was read last, and the verifications so far."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mmbackup.engine.errors import BackupError
from mmbackup.models import BackupSet, Check, Drive, Run
from mmbackup.services.drives.look_into_drive import DriveLook, look_into_drive
from mmbackup.services.proof.media_checked import media_checked
from mmbackup.services.proof.request import request_check
from portal.media.picture import picture_of
from portal.proof.under_way import chosen_drive, run_under_way, said_of
from portal.refused import refused
from portal.request import PortalRequest

A_PAGE = 15


@require_http_methods(["GET", "POST"])
def verify(request: PortalRequest) -> HttpResponse:
    drive = chosen_drive(request)
    if request.method == "POST" and drive is not None:
        return _start(request, drive)
    look = look_into_drive(drive=drive) if drive else None
    checks = Check.objects.filter(run__site=request.messaging_site).select_related("run__log")
    context = {
        "drive": drive,
        "drives": request.messaging_site.drives.all(),
        "drive_look": look,
        "picture": look and picture_of(look, is_busy=False),
        "sets": _sets_on(look),
        "under_way": (under_way := run_under_way(drive)),
        "under_way_word": said_of(under_way),
        "media": Paginator(media_checked(site=request.messaging_site), A_PAGE).get_page(
            request.GET.get("media")
        ),
        "checks": Paginator(checks.order_by("-run__queued_at"), A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "proof/verify.html", context)


def _sets_on(look: DriveLook | None) -> list[BackupSet]:
    if look is None or not look.uuid:
        return []
    there = BackupSet.objects.filter(medium__uuid=look.uuid, removed_at__isnull=True)
    return list(there.order_by("-written_at", "part"))


def _start(request: PortalRequest, drive: Drive) -> HttpResponse:
    """All that is known ticked means the whole medium: what nobody here knows of is read too."""
    known = {str(each.uuid) for each in _sets_on(look_into_drive(drive=drive))}
    ticked = {text for text in request.POST.getlist("set") if text in known}
    if known and not ticked:
        messages.error(request, _("Nothing was started: tick at least one set."))
        return redirect("proof:verify")
    sets = () if ticked == known else tuple(UUID(text) for text in sorted(ticked))
    by = request.user.get_username()
    try:
        run: Run = request_check(drive=drive, by=by, now=timezone.now(), sets=sets)
    except BackupError as error:
        messages.error(request, refused(_("No verification was started: %(error)s. %(next_step)s"), error))
        return redirect("proof:verify")
    return redirect("proof:check-run", run.pk)
