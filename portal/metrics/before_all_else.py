"""/healthz and /readyz are answered before sessions, sites and people are looked for: these may be down."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.metrics.views import healthz, readyz

_ANSWERS = {"/healthz": healthz, "/readyz": readyz}


def before_all_else(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def respond(request: HttpRequest) -> HttpResponse:
        return _ANSWERS.get(request.path_info, get_response)(request)

    return respond
