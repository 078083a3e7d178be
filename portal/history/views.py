"""The Administration History Log, and its export."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mmbackup.models import Site
from mmbackup.services.history.asked import page_of
from mmbackup.services.history.export import as_csv, as_json_lines
from portal.history.forms import HistoryForm
from portal.history.query import HistoryQuery
from portal.history.words import rows_of
from portal.request import PortalRequest

ROWS_A_PAGE = 50
FORMATS = {"csv": (as_csv, "text/csv; charset=utf-8"), "jsonl": (as_json_lines, "application/jsonl")}


@require_safe
def changes(request: PortalRequest) -> HttpResponse:
    query = HistoryQuery.of(request.GET)
    page = page_of(query.asked, size=ROWS_A_PAGE)
    context = {
        "form": HistoryForm(query.words),
        "query": query,
        "rows": rows_of(page.changes),
        "page_of": page,
        "has_sites": Site.objects.count() > 1,
    }
    return render(request, "history/list.html", context)


@require_safe
def export(request: PortalRequest, form: str) -> StreamingHttpResponse:
    """All that the address asks for, however much that is: written while it is read."""
    write, content_type = FORMATS[form]
    zone = ZoneInfo(request.messaging_site.time_zone)
    lines = write(HistoryQuery.of(request.GET).asked, zone=zone)
    response = StreamingHttpResponse(lines, content_type=content_type)
    name = f"administration-history-{localdate():%Y-%m-%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
