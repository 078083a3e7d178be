"""The backup logs and the Administrator's Log."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime

from mmbackup.models import Event, Log
from portal.logs.files import open_log, path_of
from portal.logs.forms import OFFERED, ChooseLogForm, EventFilterForm
from portal.logs.medium_label import label_for
from portal.logs.query import LogQuery
from portal.logs.window import has_capitals, window_of
from portal.request import PortalRequest

ROWS_A_PAGE = 50


def choose(request: PortalRequest) -> HttpResponse:
    """View Backup Logs: the three most recent ones. View leads to the log's own address."""
    logs = list(_backup_logs(request)[:OFFERED])
    form = ChooseLogForm(request.GET if "log" in request.GET else None, logs=logs)
    if form.is_bound and form.is_valid():
        return redirect("logs:view", form.cleaned_data["log"])
    return render(request, "logs/choose.html", {"form": form, "logs": logs})


def every_log(request: PortalRequest) -> HttpResponse:
    page_of = Paginator(_backup_logs(request), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "logs/all.html", {"page_of": page_of})


def view(request: PortalRequest, run_id: str) -> HttpResponse:
    """One log: the window that the address names, by default the log's end."""
    log = get_object_or_404(_backup_logs(request), run_id=run_id)
    query = LogQuery.of(request.GET)
    context = {"log": log, "run": log.run, "query": query, "label": label_for(log.run)}
    reader = open_log(log)
    if reader is None:
        return render(request, "logs/gone.html", context)
    with reader:
        window = window_of(reader, first=query.first, mark=query.line, find=query.find)
        errors = reader.errors()
    context |= {"window": window, "errors_at": None if errors is None else errors + 1}
    return render(request, "logs/view.html", context)


def search(request: PortalRequest, run_id: str) -> HttpResponse:
    """Leads to the next hit; from the log's last hit on to its first."""
    log = get_object_or_404(_backup_logs(request), run_id=run_id)
    query = LogQuery.of(request.GET)
    reader = open_log(log)
    if reader is None:
        return redirect("logs:view", run_id)
    with reader:
        hit, went_round = query.seek(reader, ignore_case=not has_capitals(query.find))
    if hit is None:
        messages.warning(request, f"'{query.find}' does not stand in this log.")
    elif went_round:
        messages.info(request, "The search went on from the log's other end.")
    wanted = {"find": query.find} | ({"line": hit + 1} if hit is not None else {})
    anchor = f"#line-{hit + 1}" if hit is not None else ""
    return redirect(f"{reverse('logs:view', args=[run_id])}?{urlencode(wanted)}{anchor}")


def text(request: PortalRequest, run_id: str) -> HttpResponseBase:
    """The whole log as plain text, streamed."""
    log = get_object_or_404(_backup_logs(request), run_id=run_id)
    began = localtime(log.run.started_at or log.run.queued_at)
    try:
        file = open(path_of(log), "rb")  # noqa: SIM115  the response closes it
    except OSError as error:
        raise Http404 from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"backup-log-{began:%Y-%m-%d-%H%M}.txt",
        content_type="text/plain; charset=utf-8",
    )


def administrator(request: PortalRequest) -> HttpResponse:
    form = EventFilterForm(request.GET or None)
    events = Event.objects.filter(site=request.messaging_site)
    kept = {}
    if form.is_bound and form.is_valid():
        kept = {name: value for name, value in form.cleaned_data.items() if value}
    if "event" in kept:
        events = events.filter(event_id=kept["event"])
    if "words" in kept:
        events = events.filter(message__icontains=kept["words"])
    page_of = Paginator(events, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_of": page_of, "kept": f"{urlencode(kept)}&" if kept else ""}
    return render(request, "logs/administrator.html", context)


def _backup_logs(request: PortalRequest) -> QuerySet[Log]:
    return Log.objects.filter(run__site=request.messaging_site, kind=Log.Kind.BACKUP).select_related("run")
