"""A report as a file to take away."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse

from portal.labels.pdf import pdf_of
from portal.reports.document import Document
from portal.reports.paper import pages_of


def csv_file(lines: Iterator[str], *, name: str) -> StreamingHttpResponse:
    """Sent while it is made."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def pdf_file(document: Document, *, name: str) -> HttpResponse:
    response = HttpResponse(
        pdf_of(pages_of(document), title=str(document.title)), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
