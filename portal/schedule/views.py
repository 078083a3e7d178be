"""A site's schedule: its settings, and the nights that come of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mmbackup.engine.errors import BackupError
from mmbackup.models import Schedule
from mmbackup.services.change_schedule import change_schedule
from mmbackup.services.configuration.checking import TableFaulty
from mmbackup.services.configuration.values import schedule_values
from mmbackup.services.rotation.coming_nights import coming_nights
from mmbackup.services.schedule import next_drill
from portal.edit_acts import not_done
from portal.request import PortalRequest
from portal.schedule.forms import ScheduleForm


@require_http_methods(["GET", "POST"])
def schedule(request: PortalRequest) -> HttpResponse:
    site, now = request.messaging_site, timezone.now()
    found = Schedule.objects.select_related("site", "drive__site").get(site=site)
    form = ScheduleForm(request.POST or None, values=schedule_values(found), site=site)
    if request.method == "POST" and form.is_valid():
        try:
            change_schedule(site=site, shown=form.was_shown, values=form.values(), now=now)
        except TableFaulty as error:
            form.add_faults(error)
        except BackupError as error:
            return not_done(request, error, "schedule:schedule")
        else:
            messages.success(
                request, _("The schedule is changed. The nights that come of it stand on this page.")
            )
            return redirect("schedule:schedule")
    context = {"form": form, "nights": coming_nights(schedule=found, now=now), "schedule": found}
    drill = next_drill(schedule=found, now=now)
    return render(request, "schedule/schedule.html", {**context, "next_drill": drill})
