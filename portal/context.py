"""What every page shows around its own content: the way to it, its help, the active alarms."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mmbackup.models import Alarm
from portal.menu import MAIN, trail_to


def page(request: HttpRequest) -> dict[str, Any]:
    trail = trail_to(request.resolver_match.view_name if request.resolver_match else "")
    return {
        "main": MAIN,
        "trail": trail,
        "page": trail[-1],
        "site": getattr(request, "messaging_site", None),
        "alarm_count": SimpleLazyObject(lambda: _active_alarms(request)),
    }


def _active_alarms(request: HttpRequest) -> int:
    return Alarm.objects.filter(
        site=getattr(request, "messaging_site", None), resolved_at__isnull=True
    ).count()
