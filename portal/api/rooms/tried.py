"""Looked at before it is relied on: a source tried out, and a count of what an attended backup would save."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from mmbackup.models import Server, Source, SourceTest, Survey
from mmbackup.services.attended.request_attended import Choice
from mmbackup.services.attended.request_survey import end_silent_surveys, request_survey
from mmbackup.services.servers.request_test import cancel_test, end_silent_tests, request_test
from portal.api.allowed import of
from portal.api.problems import Refused
from portal.api.request import ApiRequest
from portal.api.rooms.servers import source_wished
from portal.api.shapes.tried import SurveyShape, SurveyWish, TestShape, TestWish
from portal.api.shapes.values import Number

router = Router(tags=["Servers"])
TRIED = {HTTPStatus.ACCEPTED: TestShape}
COUNTED = {HTTPStatus.ACCEPTED: SurveyShape}


@router.post("/servers/{int:server_id}/source-tests", response=TRIED, **of("servers:begin-test"))
def begin(request: ApiRequest, server_id: Number, wish: TestWish) -> Any:
    """A source with these values, which need not be saved; a worker lists it as the backup would."""
    rows = Server.objects.select_related("site")
    server = get_object_or_404(rows, pk=server_id, site=request.messaging_site)
    number = wish.source
    source = get_object_or_404(Source, pk=number, item__server=server) if number else None
    by, values = request.caller.said_by, source_wished(wish)
    made = request_test(server=server, values=values, source=source, by=by, now=timezone.now())
    return Status(HTTPStatus.ACCEPTED, made)


@router.get("/source-tests/{uuid:test_id}", response=TestShape, **of("servers:test"))
def test(request: ApiRequest, test_id: UUID) -> Any:
    """What it found so far: ask again until state is done or failed."""
    end_silent_tests(now=timezone.now())
    return _test(request, test_id)


@router.post("/source-tests/{uuid:test_id}/cancel", response=TRIED, **of("servers:cancel-test"))
def cancel(request: ApiRequest, test_id: UUID) -> Any:
    """It ends within seconds."""
    if not cancel_test(test=_test(request, test_id)):
        raise Refused(HTTPStatus.CONFLICT, "the test has ended", "There is nothing left to cancel.")
    return Status(HTTPStatus.ACCEPTED, _test(request, test_id))


@router.post("/surveys", response=COUNTED, **of("attended:count"))
def count(request: ApiRequest, wish: SurveyWish) -> Any:
    """Has a worker count what an attended backup would save, where no past run can tell."""
    choice = Choice(tuple(wish.servers), tuple(wish.data_types))
    made = request_survey(site=request.messaging_site, choice=choice, now=timezone.now())
    return Status(HTTPStatus.ACCEPTED, made)


@router.get("/surveys/{uuid:survey_id}", response=SurveyShape, **of("attended:estimate-json"))
def counted(request: ApiRequest, survey_id: UUID) -> Any:
    """What was counted so far: ask again until state is done or failed."""
    end_silent_surveys(now=timezone.now())
    return get_object_or_404(Survey, pk=survey_id, site=request.messaging_site)


def _test(request: ApiRequest, test_id: UUID) -> SourceTest:
    return get_object_or_404(SourceTest, pk=test_id, site=request.messaging_site)
