"""What a person does for a backup that waits: put a medium in, continue, put one out, cancel."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive, DriveAct, Run
from mmbackup.services.drives.drive_acts import ask_drive
from mmbackup.services.drives.medium_came import medium_came
from mmbackup.services.drives.shelf import insert_medium
from mmbackup.services.runs.cancel_run import cancel_run
from mmbackup.services.waiting.continue_run import NotWaiting, continue_run
from portal.request import PortalRequest


@require_POST
def go_on(request: PortalRequest, run_id: str) -> HttpResponse:
    run = _find(request, run_id)
    by, now = request.user.get_username(), timezone.now()
    return _do(request, run, "The backup goes on.", lambda: continue_run(run_id=run.pk, by=by, now=now))


@require_POST
def insert(request: PortalRequest, run_id: str) -> HttpResponse:
    """From an emulated drive's shelf; the backup goes on as soon as it is in."""
    run, name = _find(request, run_id), request.POST.get("name", "")
    drive, by = _drive_of(run), request.user.get_username()

    def insert_and_go_on() -> None:
        insert_medium(drive=drive, name=name, by=by, now=timezone.now())
        medium_came(drive=drive, now=timezone.now())

    return _do(request, run, f"{name} is in the drive.", insert_and_go_on)


@require_POST
def eject(request: PortalRequest, run_id: str) -> HttpResponse:
    """Only while it waits: a part that is being written needs its medium."""
    run = _find(request, run_id)
    drive, by = _drive_of(run), request.user.get_username()

    def put_out() -> None:
        run.refresh_from_db()
        if run.state != Run.State.WAITING:
            raise NotWaiting("the backup is using the medium")
        act = ask_drive(drive=drive, verb=DriveAct.Verb.EJECT, by=by, now=timezone.now())
        if act.state == DriveAct.State.FAILED:
            raise BackupError(f"{act.problem.rstrip('.')}. {act.next_step}".rstrip(". "))

    return _do(request, run, "The medium is put out.", put_out)


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


def _do(request: PortalRequest, run: Run, done: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except NotWaiting as error:
        messages.warning(request, f"Nothing was changed: {error}.")
    except BackupError as error:
        messages.error(request, f"Nothing was changed: {error}.")
    else:
        messages.success(request, done)
    return redirect("attended:run", run.pk)


def _find(request: PortalRequest, run_id: str) -> Run:
    runs = Run.objects.select_related("site", "drive").filter(kind=Run.Kind.ATTENDED)
    return get_object_or_404(runs, pk=run_id, site=request.messaging_site)


def _drive_of(run: Run) -> Drive:
    return get_object_or_404(Drive.objects.select_related("site"), pk=run.drive_id)
