"""The System Evaluation Report: on a page, on paper, and its figures as a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mmbackup.services.reports.evaluation.figures import Evaluation, digest_of, evaluation_of, file_of
from portal.reports.asked import Asked
from portal.reports.document import Document
from portal.reports.evaluation_document import Made, evaluation_document
from portal.reports.files import pdf_file
from portal.reports.forms import PeriodForm
from portal.reports.of_site import of_site
from portal.request import PortalRequest


@require_safe
@of_site
def evaluation(request: PortalRequest) -> HttpResponse:
    asked = _asked(request)
    document = _document(request, _figures(request, asked))
    form = PeriodForm(asked, site=request.messaging_site)
    return render(request, "reports/evaluation.html", {"document": document, "form": form, "asked": asked})


@require_safe
@of_site
def as_pdf(request: PortalRequest) -> HttpResponse:
    asked = _asked(request)
    document = _document(request, _figures(request, asked))
    return pdf_file(document, name=f"system-evaluation-{asked.period.first}-{asked.period.last}")


@require_safe
@of_site
def as_json(request: PortalRequest) -> HttpResponse:
    """The very bytes whose digest the paper ends with."""
    asked = _asked(request)
    response = HttpResponse(file_of(_figures(request, asked)), content_type="application/json")
    name = f"system-evaluation-{asked.period.first}-{asked.period.last}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request: PortalRequest) -> Asked:
    """Its address ends with its last day, so that it speaks of the same nights tomorrow."""
    return Asked.of(request.GET, today=timezone.localdate())


def _figures(request: PortalRequest, asked: Asked) -> Evaluation:
    return evaluation_of(site=request.messaging_site, period=asked.period, now=timezone.now())


def _document(request: PortalRequest, figures: Evaluation) -> Document:
    made = Made(at=timezone.now(), by=request.user.get_username(), role=request.role.value)
    return evaluation_document(figures, made=made, digest=digest_of(figures))
