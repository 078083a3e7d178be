"""A label to print, in the browser or as PDF; and the way from a label's QR code to its medium."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mmbackup.models import BackupSet, Medium
from mmbackup.services.media.printed_label import LabelFacts, label_facts, why_no_label
from mmbackup.services.preferences import portal_address
from portal.labels.fonts import not_in_print
from portal.labels.pages import pages_of
from portal.labels.paper import Paper
from portal.labels.pdf import pdf_of
from portal.labels.query import LabelQuery
from portal.labels.svg import svg_of
from portal.request import PortalRequest


def label(request: PortalRequest, set_id: UUID, part: int) -> HttpResponse:
    backup_set = _set_of(request, set_id, part)
    facts, query = label_facts(backup_set=backup_set), _query_of(request)
    pages = pages_of(facts, kind=query.kind, paper=query.paper, portal=_portal(request))
    context = {
        "facts": facts,
        "query": query,
        "backup_set": backup_set,
        "refusal": why_no_label(backup_set=backup_set),
        "pictures": [svg_of(page, name=_name(facts, number)) for number, page in enumerate(pages, 1)],
        "page_style": f"labels/page-{query.paper if query.paper is not Paper.OWN else query.kind}.css",
        "not_in_print": not_in_print(f"{facts.site}{facts.medium_name}{facts.pool}{facts.place}"),
    }
    return render(request, "labels/label.html", context)


def pdf(request: PortalRequest, set_id: UUID, part: int) -> HttpResponse:
    backup_set = _set_of(request, set_id, part)
    if why_no_label(backup_set=backup_set):
        raise Http404
    facts, query = label_facts(backup_set=backup_set), _query_of(request)
    pages = pages_of(facts, kind=query.kind, paper=query.paper, portal=_portal(request))
    response = HttpResponse(
        pdf_of(pages, title=f"{facts.medium_name}: {facts.text}"), content_type="application/pdf"
    )
    name = f"{query.kind}-{backup_set.written_at:%Y-%m-%d}-part-{part}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def scanned(request: PortalRequest, medium: UUID, backup_set: UUID) -> HttpResponse:
    """Says so when the label is older than what lies on the medium now."""
    known = get_object_or_404(Medium, uuid=medium, site=request.messaging_site)
    on_it = known.sets.filter(uuid=backup_set, removed_at__isnull=True)
    if not on_it.exists():
        words = _("The set on this label lies on %(name)s no more: print a new label.")
        messages.warning(request, words % {"name": known.name})
    return redirect("media:medium", known.uuid)


def _name(facts: LabelFacts, number: int) -> str:
    words = {"medium": facts.medium_name, "contents": facts.text, "number": number}
    return _("Label of %(medium)s: %(contents)s, page %(number)s") % words


def _set_of(request: PortalRequest, set_id: UUID, part: int) -> BackupSet:
    sets = BackupSet.objects.select_related("medium__site", "run").filter(medium__site=request.messaging_site)
    return get_object_or_404(sets, uuid=set_id, part=part)


def _query_of(request: PortalRequest) -> LabelQuery:
    return LabelQuery.of(request.GET, time_zone=request.messaging_site.time_zone)


def _portal(request: PortalRequest) -> str:
    return portal_address(seen=request.build_absolute_uri("/"))
