"""A secret key as a page's form gives it: pasted, or as a file.

It is never written to disk, not even as an upload; it stands in no message, no page and no error report.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from mmbackup.engine.errors import BackupError
from portal.request import PortalRequest
from portal.restore.key_upload import LONGEST, InMemory

View = TypeVar("View", bound=Callable[..., HttpResponse])


class NothingGiven(BackupError):
    next_step = "Paste the secret key, or choose its file (of 64 kB at most)."


def with_key_in_memory(view: View) -> View:
    """For a page whose form gives one."""
    checked = csrf_protect(never_cache(sensitive_post_parameters()(view)))

    @csrf_exempt  # only until the upload's way is set: what reads the form asks for the token
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, **named: Any) -> HttpResponse:
        request.upload_handlers = [InMemory(request)]
        return checked(request, **named)

    return opened  # type: ignore[return-value]  # the same view, with a door before it


@sensitive_variables()
def given_key(request: PortalRequest) -> str:
    """Raise NothingGiven where there is none, or far too much."""
    pasted = request.POST.get("key", "").strip()
    file = request.FILES.get("file")
    held: bytes = file.read() if not pasted and isinstance(file, UploadedFile) else b""
    secret = pasted[:LONGEST] or held.decode("utf-8", "replace").strip()
    if not secret:
        raise NothingGiven("no key was given")
    return secret
