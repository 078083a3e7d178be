"""The palette's page, and its list alone for the dialog that stands on every page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate

from portal.palette.search import search
from portal.request import PortalRequest


def palette(request: PortalRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    groups = search(site=request.messaging_site, role=request.role, text=text, today=localdate())
    template = "palette/list.html" if "HX-Request" in request.headers else "palette/page.html"
    response = render(request, template, {"groups": groups, "text": text})
    patch_vary_headers(response, ["HX-Request"])
    return response
