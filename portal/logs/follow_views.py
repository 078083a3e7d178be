"""The log of a run at work: what it says so far, asked for again while somebody follows it."""

from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from mmbackup.engine.format.log_so_far import log_so_far
from mmbackup.models import Log, Run
from mmbackup.services.runs.run_log import log_path
from portal.backup.progress import progress_of
from portal.live.marks import piece, unless_shown
from portal.live.run_pages import page_of_run
from portal.logs.kinds import KINDS, kind_of
from portal.logs.so_far import lines_of
from portal.request import PortalRequest


def follow(request: PortalRequest, run_id: UUID, kind: Log.Kind) -> HttpResponse:
    """At the address where the finished log will be. Http404 when there is no such run at work."""
    run = get_object_or_404(_runs(request).filter(ended_at__isnull=True), pk=run_id)
    about = kind_of(run)
    if about.kind != kind:
        return redirect(about.address("view", run_id))
    context = {"run": run, "about": about, "page_of_run": page_of_run(run)}
    return render(request, "logs/follow.html", context | _shown(request, run))


def so_far(request: PortalRequest, run_id: UUID, kind: Log.Kind) -> HttpResponse:
    """Nothing when nothing is new; the whole page anew when the log stands finished."""
    run = get_object_or_404(_runs(request), pk=run_id)
    if Log.objects.filter(run=run).exists():
        return HttpResponse(headers={"HX-Refresh": "true"})
    shown = _shown(request, run)
    html = render_to_string("logs/so_far.html", {"about": KINDS[kind], "run": run} | shown, request)
    return unless_shown(request, str(shown["mark"]), html)


def _shown(request: PortalRequest, run: Run) -> dict[str, object]:
    """What it does just now is told again only when it does something else: it is read out."""
    sentence = run.waits_for or progress_of(run, timezone.now()).words.sentence
    told = sha256(sentence.encode()).hexdigest()[:8]
    lines = piece(request, "logs/so_far_lines.html", {"lines": lines_of(log_so_far(log_path(run)))})
    return {
        "sentence": sentence,
        "is_news": not request.GET.get("mark", "").endswith(told),
        "lines": lines.html,
        "mark": f"{lines.mark}-{told}",
        "address": kind_of(run).address("so-far", run.pk),
    }


def _runs(request: PortalRequest) -> QuerySet[Run]:
    return Run.objects.filter(site=request.messaging_site).select_related("site", "drive")
