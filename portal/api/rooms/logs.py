"""Logs of runs: listed, read by lines, and as a text."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from mmbackup.models import Log
from portal.api.allowed import of
from portal.api.paging import Page, page_of
from portal.api.request import ApiRequest
from portal.api.shapes.asked import LogsAsked
from portal.api.shapes.runs import LinesShape, LogShape
from portal.logs.files import open_log
from portal.logs.text import as_text

router = Router(tags=["Logs"])
MOST_LINES = 1_000
FARTHEST = 2**40
TEXT = {"200": {"description": "The log", "content": {"text/plain": {"schema": {"type": "string"}}}}}


@router.get("/logs", response=Page[LogShape], **of("logs:all"))
def logs(request: ApiRequest, response: HttpResponse, asked: Annotated[LogsAsked, Query()]) -> Any:
    """All logs that are kept, the newest first."""
    rows = Log.objects.filter(run__site=request.messaging_site, **asked.lookups()).select_related("run")
    return page_of(request, response, rows, by="-written_at", asked=asked)


@router.get("/logs/{uuid:run_id}", response=LogShape, **of("logs:all"))
def log(request: ApiRequest, run_id: UUID) -> Any:
    """The log of one run."""
    return _find(request, run_id)


@router.get("/logs/{uuid:run_id}/lines", response=LinesShape, **of("logs:view"))
def lines(
    request: ApiRequest,
    response: HttpResponse,
    run_id: UUID,
    first: Annotated[int, Query(ge=1, le=FARTHEST)] = 1,
    limit: Annotated[int, Query(ge=1, le=MOST_LINES)] = 200,
) -> Any:
    """Some of its lines, from the first that is asked for. The last line of all is the verdict."""
    reader = open_log(_find(request, run_id))
    if reader is None:
        raise Http404
    with reader:
        found, total = reader.page(first - 1, limit), reader.lines
    following = first + len(found)
    address = _next(request, response, following) if found and following <= total else None
    return {"first": first, "lines": found, "total": total, "next": address}


@router.get("/logs/{uuid:run_id}/text", **of("logs:text", responses=TEXT))
def text(request: ApiRequest, run_id: UUID) -> HttpResponseBase:
    """The whole log as plain text."""
    return as_text(_find(request, run_id))


def _find(request: ApiRequest, run_id: UUID) -> Log:
    logs = Log.objects.select_related("run").filter(run__site=request.messaging_site)
    return get_object_or_404(logs, run_id=run_id)


def _next(request: ApiRequest, response: HttpResponse, first: int) -> str:
    parameters = request.GET.copy()
    parameters["first"] = str(first)
    address = request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
    response.headers["Link"] = f'<{address}>; rel="next"'
    return address
