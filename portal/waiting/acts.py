"""What a person does for a run that waits: say that a medium is in, put one in, put one out."""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive, DriveAct, Run
from mmbackup.services.drives.drive_acts import ask_drive
from mmbackup.services.drives.medium_came import medium_came
from mmbackup.services.drives.shelf import insert_medium
from mmbackup.services.waiting.continue_run import NotWaiting, continue_run
from portal.request import PortalRequest


def go_on(request: PortalRequest, run: Run, done: str) -> None:
    by, now = request.user.get_username(), timezone.now()
    _do(request, done, lambda: continue_run(run_id=run.pk, by=by, now=now))


def insert(request: PortalRequest, run: Run) -> None:
    """From an emulated drive's shelf; the run goes on as soon as it is in."""
    name, by, drive = request.POST.get("name", ""), request.user.get_username(), _drive_of(run)

    def insert_and_go_on() -> None:
        insert_medium(drive=drive, name=name, by=by, now=timezone.now())
        medium_came(drive=drive, now=timezone.now())

    _do(request, _("%(name)s is in the drive.") % {"name": name}, insert_and_go_on)


def eject(request: PortalRequest, run: Run, in_use: str) -> None:
    """Only while it waits: what is being written or read is needed."""
    drive, by = _drive_of(run), request.user.get_username()

    def put_out() -> None:
        run.refresh_from_db()
        if run.state != Run.State.WAITING:
            raise NotWaiting(in_use)
        act = ask_drive(drive=drive, verb=DriveAct.Verb.EJECT, by=by, now=timezone.now())
        if act.state == DriveAct.State.FAILED:
            raise BackupError(f"{act.problem.rstrip('.')}. {act.next_step}".rstrip(". "))

    _do(request, _("The medium is put out."), put_out)


def find_run(request: PortalRequest, run_id: object, kind: Run.Kind) -> Run:
    runs = Run.objects.select_related("site", "drive").filter(kind=kind)
    return get_object_or_404(runs, pk=run_id, site=request.messaging_site)


def _do(request: PortalRequest, done: str, act: Callable[[], object]) -> None:
    try:
        act()
    except NotWaiting as error:
        messages.warning(request, _("Nothing was changed: %(error)s.") % {"error": error})
    except BackupError as error:
        messages.error(request, _("Nothing was changed: %(error)s.") % {"error": error})
    else:
        messages.success(request, done)


def _drive_of(run: Run) -> Drive:
    return get_object_or_404(Drive.objects.select_related("site"), pk=run.drive_id)
