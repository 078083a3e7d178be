"""Settings of the whole installation."""

from datetime import time
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.errors import ValidationError

from mmbackup.services.preferences import PreferencesRefused, change_preferences, preferences
from portal.api.allowed import of
from portal.api.etags import check_if_match, marked
from portal.api.request import ApiRequest
from portal.api.rooms.pools import GUARDED, IfMatch
from portal.api.shapes.settings import SettingsChange, SettingsShape

router = Router(tags=["Settings"])


@router.get("/settings", response=SettingsShape, **of("settings:settings"))
def settings(request: ApiRequest, response: HttpResponse) -> Any:
    """They hold for all sites."""
    return marked(response, SettingsShape, preferences())


@router.patch("/settings", response=SettingsShape, **of("settings:settings", **GUARDED))
def change(
    request: ApiRequest, response: HttpResponse, wish: SettingsChange, if_match: IfMatch = None
) -> Any:
    """What is left out stays as it is."""
    shown = preferences()
    check_if_match(if_match, SettingsShape, shown)
    after = _wished(wish)
    before = {name: getattr(shown, name) for name in after}
    try:
        change_preferences(before=before, after=after, now=timezone.now())
    except PreferencesRefused as error:
        faults = [(name, words) for name, reasons in error.faults.items() for words in reasons]
        raise ValidationError([{"loc": ("body", name), "msg": words} for name, words in faults]) from None
    return marked(response, SettingsShape, preferences())


def _wished(wish: SettingsChange) -> dict[str, Any]:
    told = wish.dict(exclude_unset=True)
    at = told.get("digest_at")
    return {**told, "digest_at": time.fromisoformat(at)} if at else told
