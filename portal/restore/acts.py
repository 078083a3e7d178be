"""What a person does for a restore: say that a medium is in, put one in or out, cancel."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.models import Run
from mmbackup.services.runs.cancel_run import cancel_run
from portal.request import PortalRequest
from portal.waiting import acts
from portal.waiting.acts import find_run


@require_POST
def go_on(request: PortalRequest, run_id: UUID) -> HttpResponse:
    acts.go_on(request, _find(request, run_id), "The restore goes on.")
    return redirect("restore:run", run_id)


@require_POST
def insert(request: PortalRequest, run_id: UUID) -> HttpResponse:
    acts.insert(request, _find(request, run_id))
    return redirect("restore:run", run_id)


@require_POST
def eject(request: PortalRequest, run_id: UUID) -> HttpResponse:
    acts.eject(request, _find(request, run_id), "the restore is using the medium")
    return redirect("restore:run", run_id)


@require_http_methods(["GET", "POST"])
def cancel(request: PortalRequest, run_id: UUID) -> HttpResponse:
    run = _find(request, run_id)
    if run.state == Run.State.ENDED:
        messages.warning(request, "The restore had already ended; there was nothing left to cancel.")
        return redirect("restore:run", run_id)
    if request.method == "POST":
        cancel_run(run=run, now=timezone.now())
        messages.success(request, "Cancelling: what has been restored so far stays.")
        return redirect("restore:run", run_id)
    return render(request, "restore/cancel.html", {"run": run})


def _find(request: PortalRequest, run_id: UUID) -> Run:
    return find_run(request, run_id, Run.Kind.RESTORE)
