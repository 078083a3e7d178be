"""Attended Backup: choose what is saved, see how many media that takes, start it, and follow it."""

from dataclasses import asdict
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive, Run, Survey
from mmbackup.services.attended.estimate_words import estimate_words, is_known
from mmbackup.services.attended.request_attended import (
    NothingChosen,
    open_attended,
    request_attended,
)
from mmbackup.services.attended.request_survey import open_survey, request_survey
from mmbackup.services.site import drive_of
from portal.attended.choosing import Told, boxes_of, choice_of, is_whole
from portal.attended.standing import standing_of
from portal.refused import refused
from portal.request import PortalRequest

LONGEST_NUMBER = 10  # digits
NOTHING = gettext_lazy("Choose at least one server and one data type.")


@require_http_methods(["GET", "POST"])
def choose(request: PortalRequest) -> HttpResponse:
    """One that is under way is shown instead: a second one could not start."""
    under_way = open_attended(site=request.messaging_site)
    if under_way:
        return redirect("attended:run", under_way.pk)
    drive = _drive(request)
    if request.method == "POST" and drive:
        return _start(request, drive)
    servers, types = boxes_of(request.messaging_site, request.GET)
    context = {
        "drive": drive,
        "drives": Drive.objects.filter(site=request.messaging_site),
        "servers": servers,
        "types": types,
        "told": _estimate(request, drive) if drive else None,
    }
    return render(request, "attended/choose.html", context)


def estimate_json(request: PortalRequest) -> JsonResponse:
    drive = _drive(request)
    told = _estimate(request, drive) if drive else Told(_("No drive is configured."))
    return JsonResponse(asdict(told))


@require_POST
def count(request: PortalRequest) -> HttpResponse:
    """Asks a worker to count, and goes back to the choice as it was."""
    choice = choice_of(request.POST)
    try:
        request_survey(site=request.messaging_site, choice=choice, now=timezone.now())
    except BackupError as error:
        messages.error(request, refused(_("Nothing is counted: %(error)s. %(next_step)s"), error))
    chosen = urlencode({"server": choice.servers, "type": choice.data_types}, doseq=True)
    return redirect(f"{reverse('attended:choose')}?{chosen}")


def run(request: PortalRequest, run_id: str) -> HttpResponse:
    found = _find(request, run_id)
    return render(
        request, "attended/run.html", {"run": found, "standing": standing_of(found, timezone.now())}
    )


def progress_json(request: PortalRequest, run_id: str) -> HttpResponse:
    return JsonResponse(standing_of(_find(request, run_id), timezone.now()).as_json())


def _start(request: PortalRequest, drive: Drive) -> HttpResponse:
    choice = choice_of(request.POST)
    try:
        if not is_whole(choice):
            raise NothingChosen("nothing was chosen")
        run = request_attended(drive=drive, choice=choice, by=request.user.get_username(), now=timezone.now())
    except BackupError as error:
        messages.error(request, refused(_("No backup was started: %(error)s. %(next_step)s"), error))
        return redirect("attended:choose")
    return redirect("attended:run", run.pk)


def _estimate(request: PortalRequest, drive: Drive) -> Told:
    choice = choice_of(request.GET)
    if request.GET.keys() - {"drive"} and not is_whole(choice):
        return Told(str(NOTHING))
    try:
        words = estimate_words(drive=drive, choice=choice)
    except NothingChosen as error:
        return Told(error.next_step)
    if is_known(drive=drive, choice=choice):
        return Told(words)
    return _counting(request, words)


def _counting(request: PortalRequest, words: str) -> Told:
    """Not known: somebody counts just now, has failed to, or may be asked to."""
    if open_survey(site=request.messaging_site, now=timezone.now()):
        return Told(_("Counting what there is to save …"), is_counting=True)
    last = Survey.objects.filter(site=request.messaging_site).first()
    problem = f" {last.problem}" if last and last.problem else ""
    return Told(f"{words}{problem}", may_count=True)


def _drive(request: PortalRequest) -> Drive | None:
    """The one that was chosen, else the nightly backup's."""
    asked = request.POST.get("drive") or request.GET.get("drive")
    if asked:
        number = int(asked) if asked.isdecimal() and len(asked) < LONGEST_NUMBER else 0
        return get_object_or_404(Drive, pk=number, site=request.messaging_site)
    return drive_of(site=request.messaging_site)


def _find(request: PortalRequest, run_id: str) -> Run:
    runs = Run.objects.select_related("site", "drive", "log").filter(kind=Run.Kind.ATTENDED)
    return get_object_or_404(runs, pk=run_id, site=request.messaging_site)
