"""The key for a restore from encrypted media: it goes to the one process that needs it, and nowhere else.

It is never written to disk, not even as an upload; it stands in no message, no page and no error report.
"""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mmbackup.engine.errors import BackupError
from mmbackup.models import Run
from mmbackup.services.restore.give_key import give_key
from portal.given_key import given_key
from portal.request import PortalRequest
from portal.restore.key_upload import InMemory
from portal.restore.plan_views import said
from portal.restore.standing import standing_of
from portal.waiting.acts import find_run


@csrf_exempt  # only until the upload's way is set: what reads the form below asks for the token
@require_http_methods(["GET", "POST"])
def key(request: HttpRequest, run_id: UUID) -> HttpResponse:
    request.upload_handlers = [InMemory(request)]
    return _key(request, run_id)


@csrf_protect
@never_cache
@sensitive_post_parameters()
def _key(request: HttpRequest, run_id: UUID) -> HttpResponse:
    asked = cast("PortalRequest", request)
    run = find_run(asked, run_id, Run.Kind.RESTORE)
    if run.state == Run.State.ENDED or not run.restore.needs_key:
        return redirect("restore:run", run_id)
    if request.method == "POST":
        return _give(asked, run)
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
