"""Messaging servers: the list, one of them, and its own settings."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import Server
from mmbackup.services.configuration.checking import TableFaulty
from mmbackup.services.configuration.values import server_values
from mmbackup.services.servers.edit_server import add_server, change_server, move_server, remove_server
from portal.edit_acts import not_done, shown_in
from portal.request import PortalRequest
from portal.servers.look_over import look_over
from portal.servers.overview import has_plain_pool, last_backup, servers_of, view_of
from portal.servers.proposals import PROFILE_CHOICES
from portal.servers.server_form import BY_HAND, NewServerForm, ServerForm
from portal.servers.source_kinds import KINDS


def servers(request: PortalRequest) -> HttpResponse:
    return render(request, "servers/list.html", {"views": servers_of(request.messaging_site)})


def server(request: PortalRequest, server_id: int) -> HttpResponse:
    found = find(request, server_id)
    context = {
        "view": view_of(found, last_backup(found.site), has_plain=has_plain_pool(found.site)),
        "kinds": KINDS,
        "profile_choices": PROFILE_CHOICES,
    }
    return render(request, "servers/server.html", context)


@require_http_methods(["GET", "POST"])
def add(request: PortalRequest) -> HttpResponse:
    form = NewServerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_server(site=request.messaging_site, values=form.values(), now=timezone.now())
        except TableFaulty as error:
            form.add_faults(error)
        else:
            return _first_look(request, made, form.cleaned_data["runs"])
    return render(request, "servers/edit.html", {"form": form})


def _first_look(request: PortalRequest, made: Server, runs: str) -> HttpResponse:
    """What runs there is found out at once, where the server can be reached already."""
    told = {"name": made.name}
    if made.address:
        messages.success(
            request, _("The server %(name)s was added. Give it its key, then look what runs there.") % told
        )
        answer = f"?{urlencode({'runs': runs})}" if runs else ""
        return redirect(reverse("servers:connection", args=[made.pk]) + answer)
    if runs == BY_HAND:
        messages.success(
            request, _("The server %(name)s was added. Say now where its data items lie.") % told
        )
        return redirect("servers:server", made.pk)
    messages.success(request, _("The server %(name)s was added.") % told)
    return look_over(request, made, runs)


@require_http_methods(["GET", "POST"])
def edit(request: PortalRequest, server_id: int) -> HttpResponse:
    found = find(request, server_id)
    form = ServerForm(request.POST or None, values=server_values(found))
    if request.method == "POST" and form.is_valid():
        try:
            change_server(server=found, shown=form.was_shown, values=form.values(), now=timezone.now())
        except TableFaulty as error:
            form.add_faults(error)
        except BackupError as error:
            return not_done(request, error, "servers:edit", server_id)
        else:
            messages.success(
                request, _("The server %(name)s is changed.") % {"name": form.cleaned_data["name"]}
            )
            return redirect("servers:server", server_id)
    return render(request, "servers/edit.html", {"form": form, "server": found})


@require_POST
def move(request: PortalRequest, server_id: int) -> HttpResponse:
    by = -1 if request.POST.get("to") == "earlier" else 1
    if not move_server(server=find(request, server_id), by=by, now=timezone.now()):
        messages.info(request, _("It stands at that end already."))
    return redirect("servers:list")


@require_http_methods(["GET", "POST"])
def remove(request: PortalRequest, server_id: int) -> HttpResponse:
    found = find(request, server_id)
    form = ServerForm(values=server_values(found))
    if request.method == "POST":
        try:
            remove_server(server=found, shown=shown_in(request), now=timezone.now())
        except BackupError as error:
            return not_done(request, error, "servers:server", server_id)
        messages.success(request, _("The server %(name)s is not saved any more.") % {"name": found.name})
        return redirect("servers:list")
    return render(request, "servers/remove.html", {"server": found, "form": form})


def find(request: PortalRequest, server_id: int) -> Server:
    found = Server.objects.select_related("site").prefetch_related("items__sources")
    return get_object_or_404(found, pk=server_id, site=request.messaging_site)
