"""A medium's page, and what people decide about it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.models import Medium
from mmbackup.services.media.if_lost import if_lost
from mmbackup.services.media.medium_life import back_to_use, mark_damaged, mark_lost, retire_medium
from mmbackup.services.media.places import move_medium
from mmbackup.services.media.replace_by import set_replace_by
from portal.media.forms import MoveForm, ReasonForm, ReplaceByForm
from portal.media.medium_page import medium_page
from portal.request import PortalRequest


@dataclass(frozen=True, slots=True)
class Deed:
    """A change of a medium's status. grave: something is given up by it."""

    question: Promise
    button: Promise
    done: Promise
    change: Callable[..., bool]
    explanation: Promise
    is_grave: bool = True


DEEDS = {
    "retire": Deed(
        gettext_lazy("Retire %(name)s?"),
        gettext_lazy("Retire it"),
        gettext_lazy("%(name)s is retired."),
        retire_medium,
        gettext_lazy("It is not written any more. What lies on it stays, and can still be restored."),
    ),
    "damaged": Deed(
        gettext_lazy("Mark %(name)s as damaged?"),
        gettext_lazy("Mark as damaged"),
        gettext_lazy("%(name)s is marked as damaged."),
        mark_damaged,
        gettext_lazy(
            "It is not written any more, and what lies on it counts as no copy. An alarm asks to retire it."
        ),
    ),
    "lost": Deed(
        gettext_lazy("Is %(name)s lost?"),
        gettext_lazy("It is lost"),
        gettext_lazy("%(name)s is marked as lost."),
        mark_lost,
        gettext_lazy("What lies on it counts as no copy. When it turns up in a drive, it is known again."),
    ),
    "use": Deed(
        gettext_lazy("Bring %(name)s back to use?"),
        gettext_lazy("Bring it back"),
        gettext_lazy("%(name)s is back in use."),
        back_to_use,
        gettext_lazy("It may be written again, and what lies on it counts as a copy again."),
        is_grave=False,
    ),
}


def medium(request: PortalRequest, uuid: UUID) -> HttpResponse:
    found = _find(request, uuid)
    asked = {"line": request.GET.get("page"), "earlier": request.GET.get("earlier")}
    context = {
        "card": medium_page(found, today=localdate(), **asked),
        "move_form": MoveForm(site=request.messaging_site),
        "replace_form": ReplaceByForm(initial={"replace_by": found.replace_by}),
    }
    return render(request, "media/medium.html", context)


@require_http_methods(["GET", "POST"])
def decide(request: PortalRequest, uuid: UUID, deed: str) -> HttpResponse:
    """Asks first, and shows what would be lost."""
    found, choice = _find(request, uuid), DEEDS[deed]
    named = {"name": found.name}
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        who, why = request.user.get_username(), form.cleaned_data["reason"]
        if choice.change(medium=found, reason=why, by=who, now=timezone.now()):
            messages.success(request, choice.done % named)
        else:
            words = _("Nothing was changed: %(name)s was so already.")
            messages.warning(request, words % named)
        return redirect("media:medium", uuid)
    context = {"medium": found, "deed": choice, "form": form, "question": choice.question % named}
    return render(request, "media/decide.html", context | {"losses": if_lost(medium=found)})


@require_POST
def move(request: PortalRequest, uuid: UUID) -> HttpResponse:
    found, form = _find(request, uuid), MoveForm(request.POST, site=request.messaging_site)
    if not form.is_valid():
        return _refused(request, uuid, form)
    place, who = form.cleaned_data["place"], request.user.get_username()
    words = {"medium": found.name, "place": place.name}
    if move_medium(medium=found, place=place, by=who, now=timezone.now()):
        messages.success(request, _("%(medium)s is in %(place)s.") % words)
    else:
        messages.warning(request, _("%(medium)s was in %(place)s already.") % words)
    return redirect("media:medium", uuid)


@require_POST
def replace_by(request: PortalRequest, uuid: UUID) -> HttpResponse:
    found, form = _find(request, uuid), ReplaceByForm(request.POST)
    if not form.is_valid():
        return _refused(request, uuid, form)
    day, who = form.cleaned_data["replace_by"], request.user.get_username()
    if set_replace_by(medium=found, day=day, by=who, now=timezone.now()):
        words = {"name": found.name, "day": date_format(day, "D M j Y") if day else _("never")}
        messages.success(request, _("Replace %(name)s by: %(day)s.") % words)
    else:
        messages.warning(request, _("Nothing was changed: that was its date already."))
    return redirect("media:medium", uuid)


def _refused(request: PortalRequest, uuid: UUID, form: forms.Form) -> HttpResponse:
    faults = " ".join(str(fault) for found in form.errors.values() for fault in found)
    messages.error(request, _("Nothing was changed: %(faults)s") % {"faults": faults})
    return redirect("media:medium", uuid)


def _find(request: PortalRequest, uuid: UUID) -> Medium:
    media = Medium.objects.select_related("last_drive", "site")
    return get_object_or_404(media, uuid=uuid, site=request.messaging_site)
