"""Recovery points: what could be brought back, as of when, and from which media."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from mmbackup.services.restore.recovery_points import recovery_points, strangers_points
from mmbackup.services.restore.request_restore import open_restore
from portal.request import PortalRequest
from portal.restore.forms import MomentForm
from portal.restore.points import newest_of, row_of, stranger_of, titles_of
from portal.restore.wanted import Wanted

ROWS_A_PAGE = 30
MOST = 100  # backups of other sites


def points(request: PortalRequest) -> HttpResponse:
    table = recovery_points(site=request.messaging_site)
    page_of = Paginator(table.points, ROWS_A_PAGE).get_page(request.GET.get("page"))
    wanted, titles = Wanted.of(request.GET), titles_of(table.what)
    context = {
        "newest": newest_of(table),
        "heads": titles.values(),
        "rows": [row_of(point, titles) for point in page_of],
        "strangers": [stranger_of(point) for point in strangers_points(site=request.messaging_site)[:MOST]],
        "page_of": page_of,
        "form": MomentForm(wanted=wanted),
        "choose": wanted.address("choose"),
        "under_way": open_restore(site=request.messaging_site),
    }
    return render(request, "restore/points.html", context)
