"""What the pages that edit the configuration have in common."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mmbackup.engine.errors import BackupError
from mmbackup.services.configuration.values import Values


def not_done(request: HttpRequest, error: BackupError, view: str, *arguments: Any) -> HttpResponse:
    """Nothing was changed: back to how it is now."""
    messages.error(request, f"Nothing was changed: {error}. {error.next_step}")
    return redirect(view, *arguments)


def shown_in(request: HttpRequest) -> Values:
    """What a page without fields showed."""
    try:
        found = json.loads(request.POST.get("shown", ""))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
