"""A report speaks of the site that its address names, on that site's clock; else of the one that is shown."""

from collections.abc import Callable
from functools import wraps
from zoneinfo import ZoneInfo

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone

from mmbackup.models import Site
from portal.reports.asked import number_in
from portal.request import PortalRequest

Answer = HttpResponse | StreamingHttpResponse
View = Callable[[PortalRequest], Answer]


def of_site(view: View) -> View:
    """So that bookmarks and files keep speaking of the same site."""

    @wraps(view)
    def answer(request: PortalRequest) -> Answer:
        site = request.messaging_site = _site(request)
        with timezone.override(ZoneInfo(site.time_zone)):
            return view(request)

    return answer


def _site(request: PortalRequest) -> Site:
    number = number_in(request.GET.get("site", ""))
    found = Site.objects.select_related("schedule").filter(pk=number).first() if number else None
    return found or request.messaging_site
