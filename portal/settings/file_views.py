"""A site's configuration as a file: out; in, looked at first."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mmbackup.engine.errors import BackupError
from mmbackup.services.configuration import ConfigurationFaulty, export_configuration
from mmbackup.services.configuration.previewing import (
    ConfiguredMeanwhile,
    import_as_previewed,
    preview_import,
)
from portal.edit_acts import not_done
from portal.request import SiteRequest
from portal.settings.forms import ConfigurationFileForm

TOML = "application/toml; charset=utf-8"


def export(request: SiteRequest) -> HttpResponse:
    site = request.messaging_site
    if site is None:
        messages.error(request, _("There is no configuration yet."))
        return redirect("settings:settings")
    response = HttpResponse(export_configuration(site=site), content_type=TOML)
    name = f"{slugify(site.name) or 'site'}.toml"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_http_methods(["GET", "POST"])
def take_in(request: SiteRequest) -> HttpResponse:
    """A file is looked at; what was looked at is taken in."""
    form = ConfigurationFileForm(request.POST or None, request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "settings/import.html", {"form": form})
    text, seen = form.cleaned_data["text"], form.cleaned_data["seen"]
    try:
        if seen and not form.cleaned_data["file"]:
            return _take(request, text, seen)
        preview = preview_import(text=text, site=request.messaging_site, now=timezone.now())
    except ConfigurationFaulty as error:
        return render(request, "settings/import.html", {"form": form, "faults": error.faults})
    except ConfiguredMeanwhile as error:
        return not_done(request, error, "settings:import")
    except (BackupError, OSError) as error:  # a shelf that cannot be filled
        messages.error(request, _("Nothing was changed: %(error)s.") % {"error": error})
        return redirect("settings:import")
    return render(request, "settings/import.html", {"form": form, "preview": preview, "text": text})


def _take(request: SiteRequest, text: str, seen: str) -> HttpResponse:
    site = import_as_previewed(text=text, site=request.messaging_site, seen=seen, now=timezone.now())
    messages.success(request, _("The configuration of %(name)s was taken in.") % {"name": site.name})
    return redirect("settings:settings")
