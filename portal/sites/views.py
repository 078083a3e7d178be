"""The sites there are; one added, changed, or chosen to be shown."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.engine.errors import BackupError
from mmbackup.models import Site
from mmbackup.services.configuration.checking import TableFaulty
from mmbackup.services.configuration.values import site_values
from mmbackup.services.site import SITE_KEY
from mmbackup.services.sites.edit_site import add_site, change_site
from mmbackup.services.sites.remove_site import remove_site, why_kept
from portal.edit_acts import not_done, shown_in
from portal.request import PortalRequest
from portal.sites.forms import SiteForm


def sites(request: PortalRequest) -> HttpResponse:
    counts = {
        "servers_there": Count("servers", distinct=True),
        "drives_there": Count("drives", distinct=True),
    }
    found = Site.objects.select_related("schedule__drive").annotate(**counts).order_by("name")
    return render(request, "sites/list.html", {"all_sites": found})


@require_http_methods(["GET", "POST"])
def add(request: PortalRequest) -> HttpResponse:
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            site = add_site(values=form.values(), now=timezone.now())
        except TableFaulty as error:
            form.add_faults(error)
        else:
            request.session[SITE_KEY] = site.pk
            messages.success(request, _added(site))
            return redirect("drive_settings:list")
    return render(request, "sites/edit.html", {"form": form})


@require_http_methods(["GET", "POST"])
def edit(request: PortalRequest, site_id: int) -> HttpResponse:
    """Any of them, whichever is shown."""
    site = get_object_or_404(Site, pk=site_id)
    form = SiteForm(request.POST or None, values=site_values(site))
    if request.method == "POST" and form.is_valid():
        try:
            change_site(site=site, shown=form.was_shown, values=form.values(), now=timezone.now())
        except TableFaulty as error:
            form.add_faults(error)
        except BackupError as error:
            return not_done(request, error, "sites:edit", site_id)
        else:
            messages.success(
                request, _("The site %(name)s is changed.") % {"name": form.cleaned_data["name"]}
            )
            return redirect("sites:list")
    return render(request, "sites/edit.html", {"form": form, "edited": site})


@require_http_methods(["GET", "POST"])
def remove(request: PortalRequest, site_id: int) -> HttpResponse:
    """The page says why not, where that is so."""
    site = get_object_or_404(Site, pk=site_id)
    if request.method == "POST":
        try:
            remove_site(site=site, shown=shown_in(request), now=timezone.now())
        except BackupError as error:
            return not_done(request, error, "sites:remove", site_id)
        messages.success(request, _("The site %(name)s was removed.") % {"name": site.name})
        return redirect("sites:list")
    form = SiteForm(values=site_values(site))
    return render(request, "sites/remove.html", {"removed": site, "form": form, "kept": why_kept(site=site)})


@require_POST
def choose(request: PortalRequest) -> HttpResponse:
    """For this session alone."""
    number = request.POST.get("site", "")
    chosen = Site.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 10 else None
    if chosen is None:
        messages.error(request, _("There is no such site."))
    else:
        request.session[SITE_KEY] = chosen.pk
    back = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_safe else "main:main")


def _added(site: Site) -> str:
    return _(
        "The site %(name)s was added. It is shown from now on. Add a drive and its servers, then switch "
        "its schedule on."
    ) % {"name": site.name}
