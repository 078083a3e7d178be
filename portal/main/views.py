"""The main page: how things stand, and the way to every other page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mmbackup.models import Run
from mmbackup.services.proof.last_proven import last_proven
from mmbackup.services.swap import swap
from portal.access import may
from portal.main.now import now_of
from portal.menu import rule_of
from portal.request import PortalRequest
from portal.swap.choices import choices_of

NIGHTS_SHOWN = 14


def main(request: PortalRequest) -> HttpResponse:
    if not may(request.role, "GET", rule_of("live:now")):
        return render(request, "main/main.html")
    moment = timezone.now()
    now = now_of(request, swap(site=request.messaging_site, now=moment), moment)
    nights = (
        Run.objects.filter(site=request.messaging_site, night__isnull=False)
        .select_related("log")
        .order_by("-night")
    )
    context = {
        "now": now,
        "swap": now.swap,
        "drive_look": now.swap.look,
        "choices": choices_of(now.swap),
        "proven": last_proven(site=request.messaging_site, now=moment),
        "nights": list(reversed(nights[:NIGHTS_SHOWN])),
    }
    return render(request, "main/main.html", context)
