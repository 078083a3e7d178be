"""Choose: whole data types of servers; and the one place where picks are changed."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mmbackup.engine.index.shapes import Pick
from portal.request import PortalRequest
from portal.restore.choosing import servers_of
from portal.restore.forms import MomentForm
from portal.restore.kept_picks import keep
from portal.restore.picked import Tray
from portal.restore.picks import MOST, changed, pick_of
from portal.restore.source import source_of
from portal.restore.wanted import Wanted

PAGES = ("choose", "subscribers", "browse", "search", "plan")
GONE = gettext_lazy("What was picked under this address is not kept any more. Pick it again.")


def choose(request: PortalRequest) -> HttpResponse:
    wanted = wanted_of(request)
    source = source_of(request.messaging_site, wanted)
    context = {
        "source": source,
        "servers": servers_of(source, wanted.picks),
        "form": MomentForm(wanted=wanted),
        "tray": tray_of(request, wanted, "choose"),
    }
    return render(request, "restore/choose.html", context)


@require_POST
def pick(request: PortalRequest) -> HttpResponse:
    """Changes what is picked, and goes back; a script is told how its list is called now."""
    kept = dict(parse_qsl(request.POST.get("query", "")))
    wanted = Wanted.of({**kept, "picks": request.POST.get("picks", "")})
    shown, ticked = _picks(request, "shown"), _picks(request, "add")
    ticked = shown if "all" in request.POST else ticked
    dropped = [*_picks(request, "drop"), *(one for one in shown if one not in set(ticked))]
    picks = changed(wanted.picks, added=ticked, dropped=dropped)
    now = replace(wanted, name=keep(picks), picks=picks)
    kept = {key: value for key, value in kept.items() if key != "picks"} | (
        {"picks": now.name} if picks else {}
    )
    page = request.POST.get("back", "")
    tray = Tray(now, page if page in PAGES else "choose", urlencode(kept))
    if not request.accepts("text/html"):
        return JsonResponse({"picks": now.name, "tray": _drawn(request, tray)})
    if len(picks) == MOST:
        words = _("More than %(most)s cannot be picked: pick whole folders instead.")
        messages.warning(request, words % {"most": f"{MOST:,}"})
    return redirect(f"{reverse(f'restore:{tray.back}')}?{tray.query}".rstrip("?"))


def wanted_of(request: PortalRequest) -> Wanted:
    """Says so when a list of picks is gone."""
    wanted = Wanted.of(request.GET)
    if wanted.is_gone:
        messages.warning(request, GONE)
    return wanted


def tray_of(request: PortalRequest, wanted: Wanted, page: str) -> Tray:
    return Tray(wanted, page, request.GET.urlencode())


def _picks(request: PortalRequest, field: str) -> list[Pick]:
    return list(_known(request.POST.getlist(field)))


def _known(texts: Iterable[str]) -> Iterable[Pick]:
    """A box may stand for several, a line each."""
    return (found for text in texts for line in text.splitlines() if (found := pick_of(line)))


def _drawn(request: PortalRequest, tray: Tray) -> str:
    return render_to_string("restore/tray.html", {"tray": tray}, request)
