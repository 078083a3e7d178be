"""What runs on a server: asked for, followed while it is looked over, adopted as somebody chooses."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import HostLook
from mmbackup.services.discover.adopt_look import adopt_look
from mmbackup.services.discover.request_look import end_silent_looks
from portal.edit_acts import not_changed
from portal.request import PortalRequest
from portal.servers.look_over import look_over
from portal.servers.proposals import PROFILE_CHOICES, page_of
from portal.servers.views import find


@require_POST
def begin(request: PortalRequest, server_id: int) -> HttpResponse:
    return look_over(request, find(request, server_id), request.POST.get("profile", ""))


def look(request: PortalRequest, look_id: UUID) -> HttpResponse:
    end_silent_looks(now=timezone.now())
    found = _find(request, look_id)
    context = {
        "look": found,
        "proposed": page_of(found),
        "profile_choices": PROFILE_CHOICES,
        "again": True,
    }
    return render(request, "servers/look.html", context)


def state(request: PortalRequest, look_id: UUID) -> JsonResponse:
    end_silent_looks(now=timezone.now())
    found = _find(request, look_id)
    return JsonResponse({"state": found.state, "words": _("Looking over %s") % found.server.name})


@require_POST
def adopt(request: PortalRequest, look_id: UUID) -> HttpResponse:
    found, chosen = _find(request, look_id), request.POST.getlist("choose")
    try:
        made = adopt_look(found=found, chosen=chosen, now=timezone.now())
    except BackupError as error:
        messages.error(request, not_changed(error))
        return redirect("servers:look", look_id)
    words = ngettext(
        "%(count)s source is saved from now on.", "%(count)s sources are saved from now on.", len(made)
    )
    messages.success(request, words % {"count": len(made)})
    return redirect("servers:server", found.server_id)


def _find(request: PortalRequest, look_id: UUID) -> HostLook:
    found = HostLook.objects.select_related("server", "site")
    return get_object_or_404(found, pk=look_id, site=request.messaging_site)
