"""/metrics, /healthz and /readyz. Strangers may ask; what they get to know, admission decides."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mmbackup.services.metrics.exposition import CONTENT_TYPE, exposition
from mmbackup.services.metrics.readiness import lacks
from portal.metrics.admission import UNAUTHORISED, refusal

TEXT = "text/plain; charset=utf-8"
WORDS = "A token of the role auditor, or a network that is set in Administration > Settings, is needed.\n"


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    status = refusal(request, now=now)
    if status is None:
        return HttpResponse(exposition(now=now), content_type=CONTENT_TYPE)
    headers = {"WWW-Authenticate": 'Bearer realm="mmbackup"'} if status == UNAUTHORISED else {}
    return HttpResponse(WORDS, status=status, content_type=TEXT, headers=headers)


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """This process lives. Nothing else is asked."""
    return HttpResponse("ok\n", content_type=TEXT)


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    missing = lacks(now=timezone.now())
    if not missing:
        return HttpResponse("ready\n", content_type=TEXT)
    return HttpResponse("".join(f"not ready: {words}\n" for words in missing), status=503, content_type=TEXT)
