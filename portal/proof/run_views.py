"""One verification or drill: followed, cancelled, and what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mmbackup.models import Run
from mmbackup.services.runs.cancel_run import cancel_run
from portal.backup.progress import progress_of
from portal.proof.drills import opened_words
from portal.proof.names import NAMES
from portal.request import PortalRequest


def run(request: PortalRequest, run_id: UUID) -> HttpResponse:
    found = _find(request, run_id)
    context = {
        "run": found,
        "names": NAMES[found.kind],
        "progress": progress_of(found, timezone.now()),
        "check": getattr(found, "check_made", None),
        "drill": getattr(found, "drill", None),
        "opened": opened_words(getattr(found, "drill", None)),
    }
    return render(request, "proof/run.html", context)


@require_http_methods(["GET", "POST"])
def cancel(request: PortalRequest, run_id: UUID) -> HttpResponse:
    found = _find(request, run_id)
    names = NAMES[found.kind]
    if found.state == Run.State.ENDED:
        messages.warning(request, str(names.over))
        return redirect(names.run, run_id)
    if request.method == "POST":
        cancel_run(run=found, now=timezone.now())
        messages.success(request, str(names.cancelling))
        return redirect(names.run, run_id)
    return render(request, "proof/cancel.html", {"run": found, "names": names})


def _find(request: PortalRequest, run_id: UUID) -> Run:
    runs = Run.objects.filter(site=request.messaging_site, kind__in=NAMES)
    return get_object_or_404(
        runs.select_related("site", "drive", "log", "check_made", "drill", "medium"), pk=run_id
    )
