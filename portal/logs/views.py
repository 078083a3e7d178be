"""The backup and restore logs."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mmbackup.models import Log, Run
from portal.logs.files import open_log
from portal.logs.follow_views import follow
from portal.logs.forms import OFFERED, RUNS_OF, ChooseLogForm
from portal.logs.kinds import KINDS, address_of_log
from portal.logs.medium_label import label_for
from portal.logs.query import LogQuery
from portal.logs.text import as_text
from portal.logs.window import has_capitals, window_of
from portal.request import PortalRequest


def choose(request: PortalRequest, kind: Log.Kind) -> HttpResponse:
    """View Backup Logs, View Restore Log: the three most recent ones. View leads to the log's own address."""
    logs = list(_logs(request, kind)[:OFFERED])
    about = KINDS[kind]
    form = ChooseLogForm(request.GET if "log" in request.GET else None, logs=logs, label=about.name)
    if form.is_bound and form.is_valid():
        return redirect(about.address("view", form.cleaned_data["log"]))
    runs = Run.objects.filter(RUNS_OF[kind][1], site=request.messaging_site, ended_at__isnull=True)
    context = {"form": form, "logs": logs, "about": about, "at_work": runs.first()}
    return render(request, "logs/choose.html", context)


def view(request: PortalRequest, run_id: UUID, kind: Log.Kind) -> HttpResponse:
    """One log: the window that the address names, by default the log's end; as far as it is when not."""
    log = _logs(request).filter(run_id=run_id).first()
    if log is None:
        return follow(request, run_id, kind)
    if log.kind != kind:
        return redirect(address_of_log(log))
    query = LogQuery.of(request.GET)
    label = label_for(log.run) if log.run.is_backup else ""
    context = {"log": log, "run": log.run, "query": query, "label": label, "about": KINDS[kind]}
    reader = open_log(log)
    if reader is None:
        return render(request, "logs/gone.html", context)
    with reader:
        window = window_of(reader, first=query.first, mark=query.line, find=query.find)
        errors = reader.errors()
    context |= {"window": window, "errors_at": None if errors is None else errors + 1}
    return render(request, "logs/view.html", context)


def search(request: PortalRequest, run_id: UUID, kind: Log.Kind) -> HttpResponse:
    """Leads to the next hit; from the log's last hit on to its first."""
    log = get_object_or_404(_logs(request, kind), run_id=run_id)
    query = LogQuery.of(request.GET)
    page = KINDS[kind].address("view", run_id)
    reader = open_log(log)
    if reader is None:
        return redirect(page)
    with reader:
        hit, went_round = query.seek(reader, ignore_case=not has_capitals(query.find))
    if hit is None:
        messages.warning(request, _("'%(words)s' does not stand in this log.") % {"words": query.find})
    elif went_round:
        messages.info(request, _("The search went on from the log's other end."))
    wanted = {"find": query.find} | ({"line": hit + 1} if hit is not None else {})
    anchor = f"#line-{hit + 1}" if hit is not None else ""
    return redirect(f"{page}?{urlencode(wanted)}{anchor}")


def text(request: PortalRequest, run_id: UUID, kind: Log.Kind) -> HttpResponseBase:
    return as_text(get_object_or_404(_logs(request, kind), run_id=run_id))


def _logs(request: PortalRequest, kind: str = "") -> QuerySet[Log]:
    """Of one kind, or all."""
    logs = Log.objects.filter(run__site=request.messaging_site).select_related("run")
    return logs.filter(kind=kind) if kind else logs
