"""The key for a restore from encrypted media: it goes to the one process that needs it, and nowhere else."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mmbackup.engine.errors import BackupError
from mmbackup.models import Run
from mmbackup.services.restore.give_key import give_key
from portal.given_key import given_key, with_key_in_memory
from portal.request import PortalRequest
from portal.restore.plan_views import said
from portal.restore.standing import standing_of
from portal.waiting.acts import find_run


@with_key_in_memory
def key(request: PortalRequest, run_id: UUID) -> HttpResponse:
    run = find_run(request, run_id, Run.Kind.RESTORE)
    if run.state == Run.State.ENDED or not run.restore.needs_key:
        return redirect("restore:run", run_id)
    if request.method == "POST":
        return _give(request, run)
    context = {"run": run, "standing": standing_of(run, timezone.now())}
    return render(request, "restore/key.html", context)


def _give(request: PortalRequest, run: Run) -> HttpResponse:
    by, now = request.user.get_username(), timezone.now()
    try:
        give_key(run=run, secret=given_key(request), by=by, now=now)
    except BackupError as error:
        messages.error(request, _("Nothing was changed. %(error)s") % {"error": said(error)})
        return redirect("restore:key", run.pk)
    messages.success(
        request, _("The restore has its key. It is kept in memory only, until the restore has ended.")
    )
    return redirect("restore:run", run.pk)
