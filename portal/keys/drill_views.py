"""The drill key: made by one click, on the page that says what it means."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.services.keys.drill_key import make_drill_key
from portal.refused import refused
from portal.request import PortalRequest


@require_POST
def make_drill(request: PortalRequest) -> HttpResponse:
    by = request.user.get_username()
    try:
        key = make_drill_key(site=request.messaging_site, by=by, now=timezone.now())
    except BackupError as error:
        messages.error(request, refused(_("No key was made: %(error)s. %(next_step)s"), error))
    else:
        done = _("%(name)s was made: give it to the pools whose media drills shall open.")
        messages.success(request, done % {"name": key.name})
    return redirect("keys:list")
