"""The drill key: made by one click, on the page that says what it means."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.services.keys.drill_key import make_drill_key
from portal.request import PortalRequest


@require_POST
def make_drill(request: PortalRequest) -> HttpResponse:
    by = request.user.get_username()
    try:
        key = make_drill_key(site=request.messaging_site, by=by, now=timezone.now())
    except BackupError as error:
        messages.error(request, f"No key was made: {error}. {error.next_step}")
    else:
        messages.success(request, f"{key.name} was made: give it to the pools whose media drills shall open.")
    return redirect("keys:list")
