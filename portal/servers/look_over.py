"""Has a server looked over, and leads to the page that follows it."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from mmbackup.engine.errors import BackupError
from mmbackup.models import Server
from mmbackup.services.discover.request_look import request_look
from portal.edit_acts import not_done
from portal.request import PortalRequest


def look_over(request: PortalRequest, server: Server, profile: str) -> HttpResponse:
    """profile: empty for what fits best. Where it could not be asked for, to the server's own page."""
    by, now = request.user.get_username(), timezone.now()
    try:
        made = request_look(server=server, profile=profile, by=by, now=now)
    except BackupError as error:
        return not_done(request, error, "servers:server", server.pk)
    return redirect("servers:look", made.pk)
