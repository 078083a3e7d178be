"""Settings of the whole installation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mmbackup.services.preferences import (
    PreferencesChangedMeanwhile,
    PreferencesRefused,
    change_preferences,
    preferences,
)
from portal.edit_acts import not_done
from portal.request import PortalRequest
from portal.settings.forms import ConfigurationFileForm, PreferencesForm


@require_http_methods(["GET", "POST"])
def settings(request: PortalRequest) -> HttpResponse:
    row = preferences()
    form = PreferencesForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            is_new = change_preferences(before=form.before(), after=form.after(), now=timezone.now())
        except PreferencesRefused as error:
            form.add_refusals(error)
        except PreferencesChangedMeanwhile as error:
            return not_done(request, error, "settings:settings")
        else:
            messages.success(
                request, _("The settings are changed.") if is_new else _("Nothing was different.")
            )
            return redirect("settings:settings")
    context = {"form": form, "file_form": ConfigurationFileForm(), "has_ping": bool(row.ping_address)}
    return render(request, "settings/settings.html", context)
