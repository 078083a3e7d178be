"""The plan: which media a restore needs, where it goes, what becomes of what is there; and its start."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mmbackup.engine.errors import BackupError
from mmbackup.engine.index.shapes import PlannedPart
from mmbackup.models import Drive, Medium, Run, Server
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.preview import Preview, preview
from mmbackup.services.restore.recovery_points import Chain, Point, RecoveryTable, chain_for
from mmbackup.services.restore.request_restore import open_restore, request_restore
from mmbackup.services.restore.target import may_in_place
from mmbackup.services.restore.touched import warnings_of
from portal.looks import Look
from portal.media.medium_looks import look_of_place
from portal.request import PortalRequest
from portal.restore.choose_views import tray_of, wanted_of
from portal.restore.confirming import word_of
from portal.restore.plan_form import PlanForm
from portal.restore.source import table_of
from portal.restore.wanted import Wanted


@dataclass(frozen=True, slots=True)
class MediumNeeded:
    part: PlannedPart
    medium: Medium | None
    place: Look | None


class Plan:
    """What the page shows; problem instead of a preview where there is none."""

    def __init__(self, request: PortalRequest, wanted: Wanted) -> None:
        self.wanted = wanted
        self.site = request.messaging_site
        self.form = PlanForm(request.GET.dict(), site=self.site, now=timezone.now())
        self.problem = ""
        self.may_in_place = may_in_place()

    @cached_property
    def table(self) -> RecoveryTable:
        return table_of(self.site, self.wanted)

    @cached_property
    def chain(self) -> Chain:
        wanted = self.wanted
        return chain_for(
            table=self.table, moment=wanted.moment, data_types=wanted.data_types, servers=wanted.servers
        )

    @cached_property
    def asked(self) -> Asked | None:
        return self.form.asked(wanted=self.wanted, sets=self.chain.sets) if self.wanted.picks else None

    @cached_property
    def drives(self) -> list[Drive]:
        return list(Drive.objects.filter(site=self.site).order_by("pk"))

    @cached_property
    def preview(self) -> Preview | None:
        try:
            return preview(asked=self.asked) if self.asked else None
        except BackupError as error:
            self.problem = said(error)
            return None

    @cached_property
    def needed(self) -> list[MediumNeeded]:
        return _needed(self.preview.parts) if self.preview else []

    @cached_property
    def may_stop(self) -> list[str]:
        """Servers whose messaging software can be stopped from here."""
        servers = Server.objects.filter(site=self.site).exclude(stop_command=[])
        asked = self.wanted.servers
        return [server.name for server in servers if not asked or server.name in asked]

    @property
    def confirm(self) -> str:
        return self.wanted.address("confirm", **self.form.choices_made)

    @property
    def back(self) -> str:
        return self.wanted.address("plan", **self.form.choices_made)

    @property
    def points(self) -> list[Point]:
        """The backups that give something, the newest first."""
        sets = {part.set_uuid for part in self.preview.parts} if self.preview else set()
        return [point for point in self.chain.points if point.set_uuid in sets]

    @property
    def warnings(self) -> tuple[str, ...]:
        if not self.asked or not self.preview:
            return ()
        return warnings_of(table=self.table, asked=self.asked, preview=self.preview)

    @property
    def word(self) -> str:
        return word_of(self.preview) if self.preview else "in place"


@require_http_methods(["GET", "POST"])
def plan(request: PortalRequest) -> HttpResponse:
    """POST starts it, as the address says; in place it is asked once more."""
    shown = Plan(request, wanted_of(request))
    if request.method == "POST" and shown.asked:
        return redirect(shown.confirm) if _is_grave(shown.asked) else _start(request, shown, shown.asked)
    found = shown.preview
    tray, under_way = tray_of(request, shown.wanted, "plan"), open_restore(site=request.messaging_site)
    context = {"plan": shown, "preview": found, "tray": tray, "under_way": under_way}
    return render(request, "restore/plan.html", context)


@require_http_methods(["GET", "POST"])
def confirm(request: PortalRequest) -> HttpResponse:
    """Before what stands on the servers now is touched: the word is typed."""
    shown = Plan(request, wanted_of(request))
    if not shown.asked or not shown.preview:
        return redirect(shown.back)
    if request.method == "POST":
        if request.POST.get("typed", "").strip() == shown.word:
            return _start(request, shown, shown.asked)
        messages.error(request, _("Nothing was started: type %(word)s to confirm.") % {"word": shown.word})
        return redirect(shown.confirm)
    return render(request, "restore/confirm.html", {"plan": shown, "preview": shown.preview})


def said(error: BackupError) -> str:
    words = f"{error}".rstrip(".")
    return f"{words[:1].upper()}{words[1:]}. {error.next_step}".strip()


def _is_grave(asked: Asked) -> bool:
    return asked.is_in_place and not asked.dry_run


def _start(request: PortalRequest, shown: Plan, asked: Asked) -> HttpResponse:
    try:
        run: Run = request_restore(asked=asked, by=request.user.get_username(), now=timezone.now())
    except BackupError as error:
        messages.error(request, _("No restore was started. %(error)s") % {"error": said(error)})
        return redirect(shown.back)
    return redirect("restore:key" if run.restore.needs_key else "restore:run", run.pk)


def _needed(parts: Iterable[PlannedPart]) -> list[MediumNeeded]:
    parts = list(parts)
    rows = Medium.objects.filter(uuid__in=[part.medium_uuid for part in parts]).select_related("last_drive")
    media = {str(medium.uuid): medium for medium in rows}
    found = [(part, media.get(part.medium_uuid)) for part in parts]
    return [MediumNeeded(part, medium, look_of_place(medium) if medium else None) for part, medium in found]
