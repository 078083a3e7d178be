"""The API's addresses: each behind the door, and a problem in JSON for all that there is not."""

from typing import cast

from django.urls import URLPattern, include, path, re_path

from portal.api.api import api
from portal.api.door import door, nothing_here


def _behind_the_door(pattern: URLPattern) -> URLPattern:
    return URLPattern(pattern.pattern, door(pattern.callback), pattern.default_args, pattern.name)


_patterns = cast("list[URLPattern]", api.urls[0])  # one for each address, none with addresses below it
urlpatterns = [
    path("v1/", include(([_behind_the_door(one) for one in _patterns], "api"))),
    re_path("", nothing_here),
]
