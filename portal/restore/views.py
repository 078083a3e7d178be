"""One restore: followed, waited for, and ended."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from mmbackup.models import Run
from portal.request import PortalRequest
from portal.restore.standing import standing_of


def run(request: PortalRequest, run_id: UUID) -> HttpResponse:
    found = _find(request, run_id)
    context = {"run": found, "standing": standing_of(found, timezone.now())}
    return render(request, "restore/run.html", context)


def progress_json(request: PortalRequest, run_id: UUID) -> HttpResponse:
    return JsonResponse(standing_of(_find(request, run_id), timezone.now()).as_json())


def _find(request: PortalRequest, run_id: UUID) -> Run:
    runs = Run.objects.select_related("site", "drive", "log", "restore").filter(kind=Run.Kind.RESTORE)
    return get_object_or_404(runs, pk=run_id, site=request.messaging_site, restore__isnull=False)
