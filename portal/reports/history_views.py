"""Backup History: the nights of a period as calendar, drawings and rows."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mmbackup.engine.catalogue import DataType
from mmbackup.services.reports.csv_lines import Cell, csv_lines
from mmbackup.services.reports.nights import Night, counts_of, nights_of, of_type
from mmbackup.services.reports.zone import zone_of
from portal.reports.asked import Asked
from portal.reports.calendar import WEEKDAYS, months_of
from portal.reports.files import csv_file
from portal.reports.forms import PeriodForm
from portal.reports.history_charts import length_chart, size_chart, type_charts
from portal.reports.history_rows import counted, rows_of
from portal.reports.of_site import of_site
from portal.request import PortalRequest

HEAD = (
    *("night", "outcome", "made up for", "began", "ended", "seconds", "drive", "medium"),
    *("bytes on medium", "errors", "reason", "next step", "run"),
)
OF_A_TYPE = ("files", "bytes", "files saved", "bytes saved")  # in the order of a tally


@require_safe
@of_site
def history(request: PortalRequest) -> HttpResponse:
    asked, nights = _asked(request)
    rows = rows_of(nights)
    context = {
        "form": PeriodForm(asked, site=request.messaging_site, shown=("drive", "type")),
        "asked": asked,
        "counted": counted(counts_of(nights)),
        "weekdays": WEEKDAYS,
        "months": months_of(nights, asked.period) if nights else (),
        "rows": rows,
        "bad": [row for row in rows if row.is_bad],
        "charts": [size_chart(nights), length_chart(nights)] if nights else [],
        "types": [type_charts(nights, data_type) for data_type in _types(asked)] if nights else [],
    }
    return render(request, "reports/history.html", context)


@require_safe
@of_site
def as_csv(request: PortalRequest) -> StreamingHttpResponse:
    asked, nights = _asked(request)
    types = _types(asked)
    head = [*HEAD, *(f"{data_type.title}: {word}" for data_type in types for word in OF_A_TYPE)]
    rows = ([*_cells(night), *_of_types(night, types)] for night in nights)
    lines = csv_lines(head, rows, zone=zone_of(request.messaging_site))
    return csv_file(lines, name=f"backup-history-{asked.period.first}-{asked.period.last}")


def _asked(request: PortalRequest) -> tuple[Asked, tuple[Night, ...]]:
    asked = Asked.of(request.GET, today=timezone.localdate())
    site, now = request.messaging_site, timezone.now()
    return asked, nights_of(site=site, period=asked.period, now=now, drive_name=asked.drive)


def _types(asked: Asked) -> tuple[DataType, ...]:
    return (asked.data_type,) if asked.data_type else tuple(DataType)


def _cells(night: Night) -> tuple[Cell, ...]:
    seconds = round(night.length.total_seconds()) if night.length else None
    outcome = night.outcome.value if night.outcome else "under way"
    ran = (night.began_at, night.ended_at, seconds, night.drive, night.medium)
    told = (night.size_on_medium, night.errors, night.reason, night.next_step, night.run)
    return (night.on, outcome, night.is_made_up, *ran, *told)


def _of_types(night: Night, types: tuple[DataType, ...]) -> Iterator[Cell]:
    for data_type in types:
        yield from of_type(night.tallies, data_type)[2:] if night.tallies else (None,) * 4
