"""The guide: pages to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mmbackup.engine.codes import ALARM_CODES, EVENT_CODES


def morning(request: HttpRequest) -> HttpResponse:
    return render(request, "guide/morning.html")


def codes(request: HttpRequest) -> HttpResponse:
    return render(request, "guide/codes.html", {"alarm_codes": ALARM_CODES, "event_codes": EVENT_CODES})
