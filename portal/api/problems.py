"""Whatever goes wrong under /api/ is told as application/problem+json (RFC 9457)."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from mmbackup.engine.errors import BackupError
from mmbackup.services.tokens.token_of import TokenRefused

CONTENT_TYPE = "application/problem+json"
MALFORMED = "malformed"
logger = logging.getLogger(__name__)


class Refused(Exception):
    """An answer of its own status; the rest says what to do."""

    def __init__(self, status: HTTPStatus, detail: str, next_step: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.next_step = status, detail, next_step


class ChangedMeanwhile(Refused):
    def __init__(self) -> None:
        words = "it is not any more what If-Match names"
        super().__init__(HTTPStatus.PRECONDITION_FAILED, words, "Get it again, and send the change anew.")


def problem(status: int, detail: str = "", next_step: str = "", **more: Any) -> JsonResponse:
    """about:blank says that the status tells the kind."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": int(status)}
    told |= {key: text for key, text in (("detail", detail), ("next_step", next_step)) if text}
    response = JsonResponse({**told, **more}, status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="mmbackup"'
    return response


def tell_problems(api: NinjaAPI) -> None:
    answers: dict[type[Exception], Callable[[HttpRequest, Any], JsonResponse]] = {
        BackupError: _backup_error,
        TokenRefused: lambda _request, error: problem(HTTPStatus.UNAUTHORIZED, f"{error}", error.next_step),
        Refused: lambda _request, error: problem(error.status, error.detail, error.next_step),
        Http404: lambda _request, _error: problem(HTTPStatus.NOT_FOUND, "there is nothing of that name here"),
        PermissionDenied: lambda _request, error: problem(HTTPStatus.FORBIDDEN, f"{error}"),
        HttpError: lambda _request, error: problem(error.status_code, error.message),
        ValidationError: _validation_error,
        Exception: _fault,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def _backup_error(_request: HttpRequest, error: BackupError) -> JsonResponse:
    return problem(HTTPStatus.CONFLICT, f"{error}", error.next_step, retry_helps=error.retry_helps)


def _validation_error(_request: HttpRequest, error: ValidationError) -> JsonResponse:
    """Without what was sent: that might be a secret."""
    told = [{"where": ".".join(map(str, one["loc"])), "what": one["msg"]} for one in error.errors]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "what was sent is not what is asked for", errors=told)


def _fault(_request: HttpRequest, error: Exception) -> JsonResponse:
    """The edge: what nobody foresaw is written down here, and its caller told no more than that."""
    logger.error("The API failed", exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "mmbackup made a mistake; its log tells more")
