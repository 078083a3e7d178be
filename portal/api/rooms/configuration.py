"""A site's configuration as one file: out; in, looked at first."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.errors import ValidationError

from mmbackup.services.configuration import ConfigurationFaulty, export_configuration
from mmbackup.services.configuration.previewing import import_as_previewed, preview_import
from portal.api.allowed import of
from portal.api.problems import Refused
from portal.api.request import ApiRequest
from portal.api.shapes.settings import FileWish, PreviewShape, TakenIn

TOML = "application/toml; charset=utf-8"
AS_FILE = {"200": {"description": "TOML", "content": {TOML: {"schema": {"type": "string"}}}}}
GONE = {HTTPStatus.NO_CONTENT: None}
router = Router(tags=["Settings"])


@router.get("/configuration", **of("settings:export", responses=AS_FILE))
def export(request: ApiRequest) -> HttpResponse:
    """The site's, and what holds for all sites; without secrets."""
    return HttpResponse(export_configuration(site=request.messaging_site), content_type=TOML)


@router.post("/configuration/preview", response=PreviewShape, **of("settings:import"))
def preview(request: ApiRequest, wish: FileWish) -> Any:
    """What a file would change, line by line. Nothing is changed."""
    try:
        return preview_import(text=wish.text, site=request.messaging_site, now=timezone.now())
    except (ConfigurationFaulty, OSError) as error:
        raise _refused(error) from error


@router.put("/configuration", response=GONE, **of("settings:import"))
def take_in(request: ApiRequest, wish: TakenIn) -> Any:
    """What was looked at takes the place of what is configured, whole. Runs, logs and media stay."""
    site, now = request.messaging_site, timezone.now()
    try:
        import_as_previewed(text=wish.text, site=site, seen=wish.seen, now=now)
    except (ConfigurationFaulty, OSError) as error:
        raise _refused(error) from error


def _refused(error: ConfigurationFaulty | OSError) -> Exception:
    if isinstance(error, ConfigurationFaulty):
        return ValidationError([{"loc": ("body", "text"), "msg": str(fault)} for fault in error.faults])
    words = f"a shelf cannot be filled: {error.strerror}"  # of an emulated drive
    return Refused(HTTPStatus.CONFLICT, words, "Nothing was changed.")
