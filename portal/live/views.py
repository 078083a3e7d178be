"""What a page that stays open asks for again and again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from mmbackup.services.swap_again import swap_again
from portal.live.marks import unless_shown
from portal.live.standing import Standing
from portal.main.now import now_of
from portal.request import PortalRequest


def standing(request: PortalRequest) -> HttpResponse:
    """The masthead's: the run at work, and how many alarms are active."""
    mark = Standing(request.messaging_site).mark
    if request.GET.get("mark") == mark:
        return unless_shown(request, mark, "")
    return render(request, "parts/standing.html")


def now(request: PortalRequest) -> HttpResponse:
    """The main page's sentence and tiles."""
    moment = timezone.now()
    shown = now_of(request, swap_again(site=request.messaging_site, now=moment), moment)
    if request.GET.get("mark") == shown.mark:
        return unless_shown(request, shown.mark, "")
    html = render_to_string("main/live.html", {"now": shown}, request)
    return unless_shown(request, shown.mark, html)
