"""What every page shows around its own content: the way to it, its help, how things stand."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mmbackup.models import Run
from mmbackup.services.site import all_sites
from portal.access import only_looks
from portal.live.standing import Standing
from portal.menu import article_of, rule_of, trail_to


def page(request: HttpRequest) -> dict[str, Any]:
    view = request.resolver_match.view_name if request.resolver_match else ""
    role, trail = getattr(request, "role", None), trail_to(view)
    standing = Standing(getattr(request, "messaging_site", None))
    return {
        "role": role,
        "trail": trail,
        "page": trail[-1],
        "page_article": article_of(trail),
        "only_looks": only_looks(role, rule_of(view)),
        "site": getattr(request, "messaging_site", None),
        "sites": SimpleLazyObject(all_sites),
        "standing": standing,
        "waiting_run": lambda: _waiting_run(standing, request.path),
    }


def _waiting_run(standing: Standing, path: str) -> Run | None:
    """Told on every page, but on its own."""
    waiting = standing.waiting
    return None if waiting is not None and str(waiting.pk) in path else waiting
