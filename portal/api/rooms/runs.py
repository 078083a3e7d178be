"""Runs: what there was and is; started, gone on with, cancelled."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from mmbackup.models import Run
from mmbackup.services.attended.request_attended import Choice, request_attended
from mmbackup.services.rotation.make_up import make_up
from mmbackup.services.runs.cancel_run import cancel_run
from mmbackup.services.runs.request_backup import request_backup
from mmbackup.services.waiting.continue_run import continue_run
from portal.api.allowed import of
from portal.api.paging import Page, page_of
from portal.api.problems import Refused
from portal.api.request import ApiRequest
from portal.api.rooms.found import drive_named, find_run
from portal.api.shapes.asked import RunsAsked
from portal.api.shapes.runs import AttendedWish, RunShape

router = Router(tags=["Runs"])
BEGUN = {HTTPStatus.ACCEPTED: RunShape}


@router.get("/runs", response=Page[RunShape], **of("logs:all"))
def runs(request: ApiRequest, response: HttpResponse, asked: Annotated[RunsAsked, Query()]) -> Any:
    """All runs, the newest first. since and until: when they were asked for."""
    wanted = asked.lookups(since="queued_at__gte", until="queued_at__lt")
    rows = Run.objects.select_related("log").filter(site=request.messaging_site, **wanted)
    return page_of(request, response, rows, by="-queued_at", asked=asked)


@router.get("/runs/{uuid:run_id}", response=RunShape, **of("logs:all"))
def run(request: ApiRequest, run_id: UUID) -> Any:
    """One run, and how far it is: ask again to follow it."""
    return find_run(request, run_id)


@router.post("/backups", response=BEGUN, **of("backup:now"))
def back_up_now(request: ApiRequest) -> Any:
    """Back Up Now: everything, onto the medium in the drive. Answers when it is queued."""
    by = request.caller.said_by
    made = request_backup(site=request.messaging_site, now=timezone.now(), by=by)
    return Status(HTTPStatus.ACCEPTED, made)


@router.post("/attended-backups", response=BEGUN, **of("attended:choose"))
def attended(request: ApiRequest, wish: AttendedWish) -> Any:
    """An attended backup, over as many media as it takes. It waits for each next one: see waits_for."""
    drive = drive_named(request.messaging_site, wish.drive)
    choice = Choice(tuple(wish.servers), tuple(wish.data_types))
    by = request.caller.said_by
    return Status(
        HTTPStatus.ACCEPTED, request_attended(drive=drive, choice=choice, by=by, now=timezone.now())
    )


@router.post("/runs/{uuid:run_id}/continue", response=BEGUN, **of("attended:continue"))
def go_on(request: ApiRequest, run_id: UUID) -> Any:
    """The medium that an attended backup or a restore waits for is in the drive."""
    found = find_run(request, run_id)
    return Status(
        HTTPStatus.ACCEPTED, continue_run(run_id=found.pk, by=request.caller.said_by, now=timezone.now())
    )


@router.post("/runs/{uuid:run_id}/make-up", response=BEGUN, **of("swap:make-up"))
def make_up_for(request: ApiRequest, run_id: UUID) -> Any:
    """A backup in the place of a night that found no medium, or a wrong one."""
    found, by = find_run(request, run_id), request.caller.said_by
    return Status(HTTPStatus.ACCEPTED, make_up(run=found, by=by, now=timezone.now()))


@router.post("/runs/{uuid:run_id}/cancel", response=BEGUN, **of("backup:cancel"))
def cancel(request: ApiRequest, run_id: UUID) -> Any:
    """A run of any kind. It ends within seconds; what it has done so far stays."""
    found = find_run(request, run_id)
    if not cancel_run(run=found, now=timezone.now()):
        raise Refused(HTTPStatus.CONFLICT, "the run has ended", "There is nothing left to cancel.")
    return Status(HTTPStatus.ACCEPTED, find_run(request, run_id))
