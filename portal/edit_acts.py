"""What the pages that edit the configuration have in common."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mmbackup.engine.errors import BackupError
from mmbackup.services.configuration.values import Values


def not_done(request: HttpRequest, error: BackupError, view: str, *arguments: Any) -> HttpResponse:
    """Nothing was changed: back to how it is now."""
    messages.error(request, not_changed(error))
    return redirect(view, *arguments)


def not_changed(error: BackupError) -> str:
    return _("Nothing was changed: %(error)s. %(next_step)s") % {
        "error": error,
        "next_step": error.next_step,
    }


def shown_in(request: HttpRequest) -> Values:
    """What a page without fields showed."""
    try:
        found = json.loads(request.POST.get("shown", ""))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
