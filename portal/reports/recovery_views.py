"""Recovery Points: how far back everything can be restored, and from which medium."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mmbackup.models import Site
from mmbackup.services.reports.csv_lines import Cell, csv_lines
from mmbackup.services.reports.recovery import Reach, reach_of
from mmbackup.services.reports.zone import zone_of
from portal.reports.asked import number_in
from portal.reports.document import Document, Section
from portal.reports.files import csv_file, pdf_file
from portal.reports.of_site import of_site
from portal.reports.recovery_table import media_words, reach_table, rows_of
from portal.reports.words import moment_words
from portal.request import PortalRequest

HEAD = (
    *("data type", "server", "last complete night", "media", "files", "bytes", "encrypted", "set"),
    *("nights to go back to", "oldest night", "partial nights", "not verified here", "out of reach"),
)


@require_safe
@of_site
def recovery_points(request: PortalRequest) -> HttpResponse:
    rows = rows_of(reach_of(site=request.messaging_site))
    number = number_in(request.GET.get("site", ""))
    context = {"rows": rows, "query": f"?site={number}" if number else "", "now": timezone.now()}
    return render(request, "reports/recovery_points.html", context)


@require_safe
@of_site
def as_csv(request: PortalRequest) -> StreamingHttpResponse:
    rows = (_cells(reach) for reach in reach_of(site=request.messaging_site))
    lines = csv_lines(HEAD, rows, zone=zone_of(request.messaging_site))
    return csv_file(lines, name=f"recovery-points-{timezone.localdate()}")


@require_safe
@of_site
def as_pdf(request: PortalRequest) -> HttpResponse:
    document = _document(request.messaging_site)
    return pdf_file(document, name=f"recovery-points-{timezone.localdate()}")


def _document(site: Site) -> Document:
    now, zone = timezone.now(), zone_of(site)
    told = ((_("Site"), site.name), (_("As of"), f"{moment_words(now, zone)} ({zone.key})"))
    table = reach_table(reach_of(site=site))
    return Document(
        _("Recovery Points"), told, (Section(_("What can be restored"), (table,)),), is_landscape=True
    )


def _cells(reach: Reach) -> tuple[Cell, ...]:
    last = reach.last
    told = (None,) * 6 if last is None else (
        last.night, media_words(last.media), last.files, last.size, last.is_encrypted, last.set_name
    )  # fmt: skip
    counts = (reach.partial.count, reach.unverified.count, reach.out_of_reach.count)
    return (reach.data_type, reach.server, *told, reach.whole.count, reach.whole.oldest, *counts)
