"""The sources of a server: added, changed, removed. Any of them may be tried out first."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import Server, Source, SourceTest
from mmbackup.services.configuration.checking import TableFaulty
from mmbackup.services.configuration.values import Values, source_values
from mmbackup.services.servers.edit_source import add_source, change_source, remove_source
from portal.edit_acts import not_done, shown_in
from portal.request import PortalRequest
from portal.servers.forms import SourceForm
from portal.servers.source_kinds import FORMS, KINDS
from portal.servers.views import find


@require_http_methods(["GET", "POST"])
def add(request: PortalRequest, server_id: int) -> HttpResponse:
    server = find(request, server_id)
    form = form_of(request, server, None)
    if request.method == "POST" and form.is_valid():
        try:
            add_source(server=server, values=form.values(), now=timezone.now())
        except TableFaulty as error:
            form.add_faults(error)
        else:
            messages.success(
                request, _("The source %(name)s was added.") % {"name": form.cleaned_data["name"]}
            )
            return redirect("servers:server", server_id)
    return show(request, server, None, form)


@require_http_methods(["GET", "POST"])
def edit(request: PortalRequest, server_id: int, source_id: int) -> HttpResponse:
    server, source = find(request, server_id), find_source(server_id, source_id)
    form = form_of(request, server, source)
    if request.method == "POST" and form.is_valid():
        try:
            change_source(source=source, shown=form.was_shown, values=form.values(), now=timezone.now())
        except TableFaulty as error:
            form.add_faults(error)
        except BackupError as error:
            return not_done(request, error, "servers:source", server_id, source_id)
        else:
            messages.success(
                request, _("The source %(name)s is changed.") % {"name": form.cleaned_data["name"]}
            )
            return redirect("servers:server", server_id)
    return show(request, server, source, form)


@require_POST
def remove(request: PortalRequest, server_id: int, source_id: int) -> HttpResponse:
    find(request, server_id)
    source = find_source(server_id, source_id)
    try:
        remove_source(source=source, shown=shown_in(request), now=timezone.now())
    except BackupError as error:
        return not_done(request, error, "servers:source", server_id, source_id)
    messages.success(
        request, _("The source %(name)s was removed: it is not saved any more.") % {"name": source.name}
    )
    return redirect("servers:server", server_id)


def show(request: PortalRequest, server: Server, source: Source | None, form: SourceForm) -> HttpResponse:
    context = {"server": server, "source": source, "form": form, "kind": form.KIND, "kinds": KINDS}
    return render(request, "servers/source.html", context)


def form_of(request: PortalRequest, server: Server, source: Source | None) -> SourceForm:
    """Begins from what is configured, or from what was tried out."""
    configured = source_values(source) if source else {}
    values = _tried(request) or configured or {"item": request.GET.get("item", "")}
    kind = (
        source.kind if source else request.POST.get("kind") or values.get("kind") or request.GET.get("kind")
    )
    form = FORMS.get(str(kind), FORMS["files"])
    return form(request.POST or None, values=values, shown=configured, server_kind=server.kind)


def _tried(request: PortalRequest) -> Values:
    try:
        number = UUID(request.GET.get("test", ""))
    except ValueError:
        return {}
    found = SourceTest.objects.filter(pk=number, site=request.messaging_site).first()
    return found.values if found else {}


def find_source(server_id: int, source_id: int) -> Source:
    found = Source.objects.select_related("item__server__site")
    return get_object_or_404(found, pk=source_id, item__server=server_id)
