"""Active alarms, the Alarm Log, and acknowledging."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mmbackup.models import Alarm
from mmbackup.services.acknowledge_alarm import acknowledge_alarm
from portal.alarms.forms import AlarmForm, wanted
from portal.request import PortalRequest

ROWS_A_PAGE = 50


def active(request: PortalRequest) -> HttpResponse:
    """Each code stands once at the most, so there are never many."""
    standing = _alarms(request).filter(resolved_at__isnull=True)
    return render(request, "alarms/active.html", {"alarms": standing})


def log(request: PortalRequest) -> HttpResponse:
    form = AlarmForm(request.GET or None)
    given: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if value}
    page_of = Paginator(_alarms(request).filter(wanted(given)), ROWS_A_PAGE).get_page(request.GET.get("page"))
    kept = f"{urlencode(given)}&" if given else ""
    return render(request, "alarms/list.html", {"form": form, "page_of": page_of, "kept": kept})


@require_POST
def acknowledge(request: PortalRequest, alarm_id: int) -> HttpResponse:
    alarm = get_object_or_404(Alarm, pk=alarm_id, site=request.messaging_site)
    acknowledge_alarm(alarm=alarm, user=request.user, now=timezone.now())
    messages.success(
        request,
        _("%(alarm)s is acknowledged. It stays active until its cause is gone.") % {"alarm": alarm.name},
    )
    return redirect("alarms:active")


def _alarms(request: PortalRequest) -> QuerySet[Alarm]:
    return Alarm.objects.filter(site=request.messaging_site).select_related("acknowledged_by")
