"""The Alarm Log, and acknowledging."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mmbackup.models import Alarm
from mmbackup.services.acknowledge_alarm import acknowledge_alarm
from portal.request import PortalRequest

ROWS_A_PAGE = 50


def alarms(request: PortalRequest) -> HttpResponse:
    shows_all = request.GET.get("show") == "all"
    rows = Alarm.objects.filter(site=request.messaging_site).select_related("acknowledged_by")
    if not shows_all:
        rows = rows.filter(resolved_at__isnull=True)
    page_of = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page_of": page_of, "shows_all": shows_all, "kept": "show=all&" if shows_all else ""}
    return render(request, "alarms/list.html", context)


@require_POST
def acknowledge(request: PortalRequest, alarm_id: int) -> HttpResponse:
    alarm = get_object_or_404(Alarm, pk=alarm_id, site=request.messaging_site)
    acknowledge_alarm(alarm=alarm, user=request.user, now=timezone.now())
    messages.success(request, f"{alarm.name} is acknowledged. It stays active until its cause is gone.")
    return redirect("alarms:list")
