"""A piece of a page, asked for when nobody is signed in any more: the whole page is asked for anew."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

AWAY = (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER)


def whole_page_when_led_away(get_response: Callable[[HttpRequest], HttpResponse]) -> object:
    """Else the page one is led to, as to sign in, would stand inside the page that asked."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "HX-Request" not in request.headers or response.status_code not in AWAY:
            return response
        return HttpResponse(headers={"HX-Refresh": "true"})

    return respond
