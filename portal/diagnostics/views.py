"""Check Everything: a page that is sent bit by bit, each result as soon as it is there."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mmbackup.models import Site
from mmbackup.services.diagnostics.all_checks import ALL_CHECKS
from mmbackup.services.diagnostics.finding import Check
from mmbackup.services.diagnostics.run_checks import run_checks
from portal.diagnostics.rows import row_of
from portal.request import PortalRequest

HERE = "<!-- results -->"  # where the page is cut in two


@require_safe
@never_cache
def check_everything(request: PortalRequest) -> HttpResponseBase:
    """Looking changes nothing, so it is asked for by an address: all of it, or one check again."""
    asked = request.GET.get("now", "")
    chosen = [check for check in ALL_CHECKS if asked in ("all", check.slug)]
    context = {"checks": ALL_CHECKS, "chosen": chosen, "is_all": asked == "all", "here": HERE}
    page = render(request, "diagnostics/everything.html", context)
    if not chosen:
        return page
    before, _, after = page.content.decode().partition(HERE)
    results = _results(request.messaging_site, chosen, before, after)
    return StreamingHttpResponse(results, headers={"X-Accel-Buffering": "no"})


def _results(site: Site, chosen: list[Check], before: str, after: str) -> Iterator[str]:
    """The site's clock holds here too, though the request is over for all that stands around a view."""
    yield before
    with timezone.override(ZoneInfo(site.time_zone)):
        for result in run_checks(checks=chosen, site=site, now=timezone.now()):
            yield render_to_string("diagnostics/result.html", {"row": row_of(result)})
    yield after
