"""Restore Drills: start one, and what the drills so far have proven."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from mmbackup.engine.errors import BackupError, SetUnknown
from mmbackup.engine.operations.drill.job import DrillSet
from mmbackup.models import Drill, Drive, Schedule
from mmbackup.services.drives.look_into_drive import DriveLook, look_into_drive
from mmbackup.services.keys.drill_key import drill_secret
from mmbackup.services.proof.do_drill import set_to_drill
from mmbackup.services.proof.last_proven import last_proven
from mmbackup.services.proof.request import request_drill
from mmbackup.services.schedule import next_drill
from portal.media.picture import picture_of
from portal.proof.drills import trend_of
from portal.proof.under_way import chosen_drive, run_under_way, said_of
from portal.refused import refused
from portal.request import PortalRequest

A_PAGE = 26
LONGEST_KEY = 4096


@never_cache
@sensitive_post_parameters("key")
@require_http_methods(["GET", "POST"])
def drills(request: PortalRequest) -> HttpResponse:
    site, drive = request.messaging_site, chosen_drive(request)
    if request.method == "POST" and drive is not None:
        return _start(request, drive)
    look = look_into_drive(drive=drive) if drive else None
    chosen, why_not = _set_in(request, look)
    schedule = Schedule.objects.select_related("site").filter(site=site).first()
    made = Drill.objects.filter(run__site=site).select_related("run__log").order_by("-run__queued_at")
    context = {
        "drive": drive,
        "drives": site.drives.all(),
        "drive_look": look,
        "picture": look and picture_of(look, is_busy=False),
        "chosen": chosen,
        "why_not": why_not,
        "asks_for_key": chosen is not None and chosen.is_encrypted and not drill_secret(),
        "under_way": (under_way := run_under_way(drive)),
        "under_way_word": said_of(under_way),
        "proven": last_proven(site=site, now=timezone.now()),
        "next_drill": schedule and next_drill(schedule=schedule, now=timezone.now()),
        "trend": trend_of(site),
        "drills": Paginator(made, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "proof/drills.html", context)


def _set_in(request: PortalRequest, look: DriveLook | None) -> tuple[DrillSet | None, str]:
    """What a drill would restore from, or why there is nothing."""
    if look is None or not look.uuid:
        return None, look.problem if look else ""
    try:
        return set_to_drill(site=request.messaging_site, medium_uuid=look.uuid, wanted=None), ""
    except SetUnknown as error:
        text = str(error)
        return None, f"{text[:1].upper()}{text[1:]}. {error.next_step}"


@sensitive_variables("key")
def _start(request: PortalRequest, drive: Drive) -> HttpResponse:
    key = request.POST.get("key", "").strip()[:LONGEST_KEY]
    try:
        run = request_drill(
            drive=drive, by=request.user.get_username(), now=timezone.now(), secret=key or None
        )
    except BackupError as error:
        messages.error(request, refused(_("No drill was started: %(error)s. %(next_step)s"), error))
        return redirect("proof:drills")
    return redirect("proof:drill-run", run.pk)
