"""A server on another machine: the key it is shown, the key it is known by, and whether it answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mmbackup.engine.errors import BackupError
from mmbackup.models import Server
from mmbackup.services.configuration.values import server_values
from mmbackup.services.hosts.greet import greet
from mmbackup.services.hosts.identity import authorized_line, make_identity
from mmbackup.services.hosts.scan import FoundKey, fingerprint, scan
from mmbackup.services.servers.edit_server import change_server
from portal.edit_acts import not_changed
from portal.request import PortalRequest
from portal.servers.proposals import PROFILE_CHOICES
from portal.servers.views import find


@require_http_methods(["GET", "POST"])
def connection(request: PortalRequest, server_id: int) -> HttpResponse:
    server = find(request, server_id)
    if not server.address:
        return redirect("servers:server", server_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    try:
        if act == "key":
            make_identity(server=server, now=timezone.now())
        elif act == "believe":
            _believe(request, server)
        elif act == "look":
            return show(request, server, found=scan(server=server))
        elif act == "greet":
            return show(request, server, answer=greet(server=server))
    except BackupError as error:
        messages.error(request, not_changed(error))
    return redirect(request.get_full_path()) if act else show(request, server)


def show(
    request: PortalRequest,
    server: Server,
    found: list[FoundKey] | None = None,
    answer: tuple[bool, list[str]] | None = None,
) -> HttpResponse:
    context = {
        "server": server,
        "line": authorized_line(server=server),
        "known": fingerprint(server.host_key),
        "found": found,
        "answer": answer,
        "profile_choices": PROFILE_CHOICES,
        "runs": request.GET.get("runs"),
    }
    return render(request, "servers/connection.html", context)


def _believe(request: PortalRequest, server: Server) -> None:
    was = server_values(server)
    values = {**was, "host_key": request.POST.get("host_key", "")}
    change_server(server=server, shown=was, values=values, now=timezone.now())
    messages.success(request, _("From now on %(name)s is known by this key.") % {"name": server.name})
