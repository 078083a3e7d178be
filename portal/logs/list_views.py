"""The lists: every run that ever was, and the Administrator's Log."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mmbackup.models import BackupSet, Event, Run
from portal.keyset import keyset_page
from portal.logs.forms import EventFilterForm, RunFilterForm
from portal.logs.run_rows import rows_of
from portal.request import PortalRequest

ROWS_A_PAGE = 50


@require_safe
def runs(request: PortalRequest) -> HttpResponse:
    form = RunFilterForm(request.GET or None)
    found = Run.objects.filter(site=request.messaging_site).select_related("log").defer("tallies")
    rows, kept = _narrowed(found, form)
    page_of = keyset_page(rows, request.GET, moment="queued_at", size=ROWS_A_PAGE)
    there = BackupSet.objects.filter(run__in=page_of.rows, removed_at__isnull=True, verified_at__isnull=False)
    context = {"form": form, "page_of": page_of, "kept": kept, "rows": rows_of(page_of.rows, there)}
    return render(request, "logs/all.html", context)


@require_safe
def administrator(request: PortalRequest) -> HttpResponse:
    form = EventFilterForm(request.GET or None)
    rows, kept = _narrowed(Event.objects.filter(site=request.messaging_site), form)
    page_of = keyset_page(rows, request.GET, moment="at", size=ROWS_A_PAGE)
    return render(request, "logs/administrator.html", {"form": form, "page_of": page_of, "kept": kept})


def _narrowed(rows: QuerySet[Any], form: EventFilterForm | RunFilterForm) -> tuple[QuerySet[Any], str]:
    """And how, as the beginning of an address. What is no answer to a question does not narrow the list."""
    if not form.is_bound:
        return rows, ""
    form.is_valid()
    given = {name: value for name, value in form.cleaned_data.items() if value}
    return rows.filter(form.wanted()), f"{urlencode(given)}&" if given else ""
