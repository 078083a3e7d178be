"""The main page: how things stand, and the way to every other page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mmbackup.models import Run
from mmbackup.services.proof.last_proven import last_proven
from mmbackup.services.swap import swap
from mmbackup.services.swap_steps import is_done, is_due
from portal.media.picture import picture_of
from portal.request import PortalRequest
from portal.swap.choices import choices_of

NIGHTS_SHOWN = 14


def main(request: PortalRequest) -> HttpResponse:
    now = timezone.now()
    found = swap(site=request.messaging_site, now=now)
    look = found.look
    nights = (
        Run.objects.filter(site=request.messaging_site, night__isnull=False)
        .select_related("log")
        .order_by("-night")
    )
    context = {
        "swap": found,
        "morning": found.morning,
        "drive": found.drive,
        "drive_look": look,
        "picture": look and picture_of(look, is_busy=found.open_run is not None),
        "choices": choices_of(found),
        "is_swap_due": is_due(found),
        "is_swap_done": is_done(found),
        "proven": last_proven(site=request.messaging_site, now=now),
        "nights": list(reversed(nights[:NIGHTS_SHOWN])),
    }
    return render(request, "main/main.html", context)
