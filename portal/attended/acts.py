"""What a person does for a backup that waits: put a medium in, continue, put one out, cancel."""

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
def go_on(request: PortalRequest, run_id: str) -> HttpResponse:
    acts.go_on(request, _find(request, run_id), "The backup goes on.")
    return redirect("attended:run", run_id)


@require_POST
def insert(request: PortalRequest, run_id: str) -> HttpResponse:
    acts.insert(request, _find(request, run_id))
    return redirect("attended:run", run_id)


@require_POST
def eject(request: PortalRequest, run_id: str) -> HttpResponse:
    acts.eject(request, _find(request, run_id), "the backup is using the medium")
    return redirect("attended:run", run_id)


@require_http_methods(["GET", "POST"])
def cancel(request: PortalRequest, run_id: str) -> HttpResponse:
    run = _find(request, run_id)
    if run.state == Run.State.ENDED:
        messages.warning(request, "The backup had already ended; there was nothing left to cancel.")
        return redirect("attended:run", run_id)
    if request.method == "POST":
        cancel_run(run=run, now=timezone.now())
        messages.success(request, "Cancelled: the finished parts stay on their media.")
        return redirect("attended:run", run_id)
    return render(request, "attended/cancel.html", {"run": run})


def _find(request: PortalRequest, run_id: str) -> Run:
    return find_run(request, run_id, Run.Kind.ATTENDED)
