"""Verifications and restore drills: what they found, and new ones."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Status

from mmbackup.models import Run
from mmbackup.services.proof.request import request_check, request_drill
from portal.api.allowed import of
from portal.api.paging import Asked, Page, page_of
from portal.api.request import ApiRequest
from portal.api.rooms.found import drive_named, find_run
from portal.api.shapes.restores import CheckShape, CheckWish, DrillShape, DrillWish

router = Router(tags=["Verifications and drills"])


@router.get("/verifications", response=Page[CheckShape], **of("proof:verify"))
def checks(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """All verifications, the newest first."""
    rows = Run.objects.select_related("log", "check_made").filter(site=request.messaging_site)
    rows = rows.filter(kind=Run.Kind.VERIFY, check_made__isnull=False)
    return page_of(request, response, rows, by="-queued_at", asked=asked)


@router.get("/verifications/{uuid:run_id}", response=CheckShape, **of("proof:check-run"))
def check(request: ApiRequest, run_id: UUID) -> Any:
    """One verification: how far it is, and the damage it found."""
    return find_run(request, run_id, Run.Kind.VERIFY)


@router.post("/verifications", response={HTTPStatus.ACCEPTED: CheckShape}, **of("proof:verify"))
def start_check(request: ApiRequest, wish: CheckWish) -> Any:
    """Reads what lies on the medium in the drive whole, and compares it with what was written."""
    drive, by = drive_named(request.messaging_site, wish.drive), request.caller.said_by
    made = request_check(drive=drive, by=by, now=timezone.now(), sets=wish.sets)
    return Status(HTTPStatus.ACCEPTED, made)


@router.get("/drills", response=Page[DrillShape], **of("proof:drills"))
def drills(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """All restore drills, the newest first."""
    rows = Run.objects.select_related("log", "drill").filter(site=request.messaging_site)
    rows = rows.filter(kind=Run.Kind.DRILL, drill__isnull=False)
    return page_of(request, response, rows, by="-queued_at", asked=asked)


@router.get("/drills/{uuid:run_id}", response=DrillShape, **of("proof:drill-run"))
def drill(request: ApiRequest, run_id: UUID) -> Any:
    """One drill: how far it is, and what came of it."""
    return find_run(request, run_id, Run.Kind.DRILL)


@router.post("/drills", response={HTTPStatus.ACCEPTED: DrillShape}, **of("proof:drills"))
def start_drill(request: ApiRequest, wish: DrillWish) -> Any:
    """Restores for practice from the medium in the drive, compares, opens, and removes it again."""
    drive, by = drive_named(request.messaging_site, wish.drive), request.caller.said_by
    made = request_drill(drive=drive, by=by, now=timezone.now(), set_uuid=wish.set)
    return Status(HTTPStatus.ACCEPTED, made)
