"""Places: the shelves and vaults that media are brought to."""

from django.contrib import messages
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import Medium, Place
from mmbackup.services.media.places import add_place, change_place, remove_place
from portal.edit_acts import not_changed
from portal.pools.forms import SAVE, PlaceForm
from portal.pools.views import not_removed
from portal.request import PortalRequest


@require_http_methods(["GET", "POST"])
def places(request: PortalRequest) -> HttpResponse:
    """All of them, and a form for another one."""
    form = PlaceForm(request.POST or None, button=_("Add the place"))
    if request.method == "POST" and form.is_valid():
        name, kind, by = form.cleaned_data["name"], form.cleaned_data["kind"], request.user.get_username()
        try:
            add_place(site=request.messaging_site, name=name, kind=kind, by=by, now=timezone.now())
        except BackupError as error:
            form.add_error("name", f"{error}. {error.next_step}")
        else:
            messages.success(request, _("The place %(name)s was added.") % {"name": name})
            return redirect("pools:places")
    return render(request, "pools/places.html", {"form": form, "places": _places(request)})


@require_http_methods(["GET", "POST"])
def edit(request: PortalRequest, place_id: int) -> HttpResponse:
    place = _find(request, place_id)
    form = PlaceForm(request.POST or None, place=place, button=SAVE)
    if request.method == "POST" and form.is_valid():
        name, kind, by = form.cleaned_data["name"], form.cleaned_data["kind"], request.user.get_username()
        before = form.shown()
        try:
            change_place(place=place, before=before, name=name, kind=kind, by=by, now=timezone.now())
        except BackupError as error:
            form.add_error(None, not_changed(error))
        else:
            messages.success(request, _("%(name)s is changed.") % {"name": name})
            return redirect("pools:places")
    return render(request, "pools/place.html", {"form": form, "place": place})


@require_POST
def remove(request: PortalRequest, place_id: int) -> HttpResponse:
    place = _find(request, place_id)
    try:
        remove_place(place=place, by=request.user.get_username(), now=timezone.now())
    except BackupError as error:
        messages.error(request, not_removed(error))
        return redirect("pools:place", place_id)
    messages.success(request, _("The place %(name)s was removed.") % {"name": place.name})
    return redirect("pools:places")


def _places(request: PortalRequest) -> QuerySet[Place]:
    """Each with the number of media there."""
    kept = [Medium.Place.ON_SHELF, Medium.Place.IN_VAULT]
    there = Medium.objects.filter(site=OuterRef("site"), place_name=OuterRef("name"), place__in=kept)
    counted = there.order_by().annotate(at=F("place_name")).values("at").annotate(count=Count("pk"))
    found = Place.objects.filter(site=request.messaging_site)
    return found.annotate(media=Coalesce(Subquery(counted.values("count")), 0))


def _find(request: PortalRequest, place_id: int) -> Place:
    return get_object_or_404(_places(request).select_related("site"), pk=place_id)
