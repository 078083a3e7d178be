"""Back Up Now: asks first, follows the run, cancels it when told to."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mmbackup.engine.errors import BackupError
from mmbackup.models import Run
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.runs.cancel_run import cancel_run
from mmbackup.services.runs.request_backup import request_backup
from mmbackup.services.site import drive_of
from portal.backup.progress import progress_of
from portal.media.picture import picture_of
from portal.request import PortalRequest

OWN_PAGES: dict[str, str] = {
    Run.Kind.ATTENDED: "attended:run",
    Run.Kind.RESTORE: "restore:run",
    Run.Kind.VERIFY: "proof:check-run",
    Run.Kind.DRILL: "proof:drill-run",
}


@require_http_methods(["GET", "POST"])
def now(request: PortalRequest) -> HttpResponse:
    """A run that is under way is shown instead: a second one could not start."""
    open_runs = Run.objects.filter(site=request.messaging_site)
    under_way = open_runs.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING]).first()
    if under_way:
        return redirect("backup:progress", under_way.pk)
    if request.method == "POST":
        return _start(request)
    drive = drive_of(site=request.messaging_site)
    look = look_into_drive(drive=drive) if drive else None
    context = {"drive": drive, "drive_look": look, "picture": look and picture_of(look, is_busy=False)}
    return render(request, "backup/now.html", context)


def _start(request: PortalRequest) -> HttpResponse:
    try:
        run = request_backup(site=request.messaging_site, now=timezone.now())
    except BackupError as error:
        messages.error(
            request, " ".join([_("No backup was started: %(error)s.") % {"error": error}, error.next_step])
        )
        return redirect("backup:now")
    return redirect("backup:progress", run.pk)


def progress(request: PortalRequest, run_id: str) -> HttpResponse:
    run = get_object_or_404(Run.objects.select_related("log"), pk=run_id, site=request.messaging_site)
    if run.kind in OWN_PAGES:
        return redirect(OWN_PAGES[run.kind], run.pk)
    context = {"run": run, "progress": progress_of(run, timezone.now())}
    return render(request, "backup/progress.html", context)


def progress_json(request: PortalRequest, run_id: str) -> HttpResponse:
    run = get_object_or_404(Run, pk=run_id, site=request.messaging_site)
    return JsonResponse(progress_of(run, timezone.now()).as_json())


@require_http_methods(["GET", "POST"])
def cancel(request: PortalRequest, run_id: str) -> HttpResponse:
    run = get_object_or_404(Run, pk=run_id, site=request.messaging_site)
    if run.state == Run.State.ENDED:
        messages.warning(request, _("The backup had already ended; there was nothing left to cancel."))
        return redirect("backup:progress", run_id)
    if request.method == "POST":
        cancel_run(run=run, now=timezone.now())
        messages.success(request, _("Cancelling: the backup stops within seconds."))
        return redirect("backup:progress", run_id)
    return render(request, "backup/cancel.html", {"run": run})
