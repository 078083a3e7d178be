"""The main page: how things stand, and the way to every other page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mmbackup.models import Run
from mmbackup.services.look_into_drive import look_into_drive
from mmbackup.services.morning import morning
from mmbackup.services.site import drive_of
from portal.media.picture import picture_of
from portal.request import PortalRequest

NIGHTS_SHOWN = 14


def main(request: PortalRequest) -> HttpResponse:
    now = timezone.now()
    this_morning = morning(site=request.messaging_site, now=now)
    drive = drive_of(site=request.messaging_site)
    look = look_into_drive(drive=drive) if drive else None
    nights = (
        Run.objects.filter(site=request.messaging_site, night__isnull=False)
        .select_related("log")
        .order_by("-night")
    )
    context = {
        "morning": this_morning,
        "drive": drive,
        "drive_look": look,
        "picture": look and picture_of(look, is_busy=this_morning.level == "running"),
        "nights": list(reversed(nights[:NIGHTS_SHOWN])),
    }
    return render(request, "main/main.html", context)
