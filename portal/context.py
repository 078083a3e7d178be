"""What every page shows around its own content: the way to it, its help, the active alarms."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mmbackup.models import Alarm, Run
from portal.menu import MAIN, allowed_to, trail_to


def page(request: HttpRequest) -> dict[str, Any]:
    trail = trail_to(request.resolver_match.view_name if request.resolver_match else "")
    return {
        "main": allowed_to(role) if (role := getattr(request, "role", None)) else MAIN,
        "role": role,
        "trail": trail,
        "page": trail[-1],
        "site": getattr(request, "messaging_site", None),
        "alarm_count": SimpleLazyObject(lambda: _active_alarms(request)),
        "waiting_run": SimpleLazyObject(lambda: _waiting_run(request)),
    }


def _waiting_run(request: HttpRequest) -> Run | None:
    """Asked for on every page, but for its own."""
    site = getattr(request, "messaging_site", None)
    waiting = Run.objects.filter(site=site, state=Run.State.WAITING, cancel_asked=False).first()
    is_shown = waiting is not None and str(waiting.pk) in request.path
    return None if is_shown else waiting


def _active_alarms(request: HttpRequest) -> int:
    return Alarm.objects.filter(
        site=getattr(request, "messaging_site", None), resolved_at__isnull=True
    ).count()
