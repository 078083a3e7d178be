"""The run that has a drive, if any: nothing else can be started on it meanwhile."""

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Drive, Run
from mmbackup.models.run import OPEN
from mmbackup.services.site import drive_of
from portal.request import PortalRequest

WHAT: dict[str, Promise] = {
    Run.Kind.RESTORE: _("a restore"),
    Run.Kind.VERIFY: _("a verification"),
    Run.Kind.DRILL: _("a restore drill"),
}


def run_under_way(drive: Drive | None) -> Run | None:
    if drive is None:
        return None
    return Run.objects.filter(drive=drive).filter(state__in=OPEN).order_by("queued_at").first()


def said_of(run: Run | None) -> str:
    """What it is, within a sentence; empty for none."""
    if run is None:
        return ""
    return str(WHAT.get(run.kind, _("a backup")))


def chosen_drive(request: PortalRequest) -> Drive | None:
    """The one that was chosen, else the nightly backup's."""
    drives = request.messaging_site.drives.all()
    number = _asked(request)
    chosen = drives.filter(pk=number).first() if number is not None else None
    return chosen or drive_of(site=request.messaging_site)


def _asked(request: HttpRequest) -> int | None:
    text = request.POST.get("drive") or request.GET.get("drive") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
