"""The Media Report: each medium, and how many there are where."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mmbackup.models import Medium
from mmbackup.services.reports.csv_lines import csv_lines
from mmbackup.services.reports.media import MediaAsked, every_told, media_asked_for, told_of
from mmbackup.services.reports.media_totals import totals_by_place, totals_by_pool
from mmbackup.services.reports.zone import zone_of
from portal.reports.asked import clean, number_in
from portal.reports.files import csv_file, pdf_file
from portal.reports.forms import MediaForm
from portal.reports.media_document import HEAD, csv_cells, media_document
from portal.reports.media_rows import row_of
from portal.reports.of_site import of_site
from portal.request import PortalRequest

ROWS_A_PAGE = 50


@require_safe
@of_site
def media(request: PortalRequest) -> HttpResponse:
    site, words = request.messaging_site, _words(request)
    found = media_asked_for(site=site, asked=_asked(words))
    page_of = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    first = max(page_of.start_index() - 1, 0)
    context = {
        "form": MediaForm(words, site=site),
        "page_of": page_of,
        "rows": [row_of(told, timezone.localdate()) for told in told_of(found[first : first + ROWS_A_PAGE])],
        "pools": totals_by_pool(found),
        "places": totals_by_place(found),
        "kept": f"{urlencode(words)}&" if words else "",
        "query": f"?{urlencode(words)}" if words else "",
    }
    return render(request, "reports/media.html", context)


@require_safe
@of_site
def as_csv(request: PortalRequest) -> StreamingHttpResponse:
    found = media_asked_for(site=request.messaging_site, asked=_asked(_words(request)))
    today = timezone.localdate()
    rows = (csv_cells(told, today) for told in every_told(found))
    lines = csv_lines(HEAD, rows, zone=zone_of(request.messaging_site))
    return csv_file(lines, name=f"media-{today}")


@require_safe
@of_site
def as_pdf(request: PortalRequest) -> HttpResponse:
    site, asked = request.messaging_site, _asked(_words(request))
    document = media_document(site=site, asked=asked, now=timezone.now())
    return pdf_file(document, name=f"media-{timezone.localdate()}")


def _words(request: PortalRequest) -> dict[str, str]:
    """As they stand in the address."""
    words = {key: clean(request.GET.get(key, "")) for key in ("pool", "status", "place")}
    words["status"] = words["status"] if words["status"] in Medium.Status.values else ""
    words["place"] = words["place"] if words["place"] in Medium.Place.values else ""
    words["site"] = str(number_in(request.GET.get("site", "")) or "")
    return {key: word for key, word in words.items() if word}


def _asked(words: dict[str, str]) -> MediaAsked:
    return MediaAsked(**{key: word for key, word in words.items() if key != "site"})
