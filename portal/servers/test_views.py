"""A source tried out: asked for with values that need not be saved yet, followed, cancelled."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import Server, Source, SourceTest
from mmbackup.services.configuration.checking import TableFaulty
from mmbackup.services.servers.request_test import OPEN, cancel_test, end_silent_tests, request_test
from portal.request import PortalRequest
from portal.servers.forms import SourceForm
from portal.servers.source_views import find_source, form_of, show
from portal.servers.tried import took, tried_names
from portal.servers.views import find
from portal.templatetags.portal import size


@require_POST
def begin(request: PortalRequest, server_id: int) -> HttpResponse:
    """With the form's values as they are."""
    server, number = find(request, server_id), request.POST.get("source", "")
    source = find_source(server_id, int(number)) if number.isdecimal() else None
    form = form_of(request, server, source)
    made = _asked(request, server, source, form) if form.is_valid() else None
    return redirect("servers:test", made.pk) if made else show(request, server, source, form)


def test(request: PortalRequest, test_id: UUID) -> HttpResponse:
    end_silent_tests(now=timezone.now())
    found = _find(request, test_id)
    server = Server.objects.filter(site=request.messaging_site, name=found.server_name).first()
    source = Source.objects.filter(pk=found.source_id or 0, item__server=server).first() if server else None
    seconds = took(found)
    context = {
        "test": found,
        "server": server,
        "source": source,
        "names": tried_names(found),
        "seconds": seconds,
    }
    return render(request, "servers/test.html", context)


def state(request: PortalRequest, test_id: UUID) -> JsonResponse:
    end_silent_tests(now=timezone.now())
    found = _find(request, test_id)
    told = {"files": f"{found.files:,}", "size": size(found.size)}
    words = (
        ngettext("%(files)s file, %(size)s so far", "%(files)s files, %(size)s so far", found.files) % told
    )
    return JsonResponse({"state": found.state, "words": words})


@require_POST
def cancel(request: PortalRequest, test_id: UUID) -> HttpResponse:
    if not cancel_test(test=_find(request, test_id)):
        messages.info(request, _("It had ended already."))
    return redirect("servers:test", test_id)


def _asked(
    request: PortalRequest, server: Server, source: Source | None, form: SourceForm
) -> SourceTest | None:
    by, now = request.user.get_username(), timezone.now()
    try:
        return request_test(server=server, values=form.values(), source=source, by=by, now=now)
    except TableFaulty as error:
        form.add_faults(error)
    except BackupError as error:
        form.add_error(None, _not_tried(error))
        under_way = SourceTest.objects.filter(site=server.site, state__in=OPEN).first()
        form.under_way = under_way
    return None


def _not_tried(error: BackupError) -> str:
    told = {"error": error, "next_step": error.next_step}
    return _("Nothing was tried: %(error)s. %(next_step)s") % told


def _find(request: PortalRequest, test_id: UUID) -> SourceTest:
    return get_object_or_404(SourceTest, pk=test_id, site=request.messaging_site)
