"""The addresses of a run that waits for people, alike for every kind of it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST

from mmbackup.models import Run
from mmbackup.services.runs.cancel_run import cancel_run
from portal.request import PortalRequest
from portal.waiting import acts


@dataclass(frozen=True, slots=True)
class WaitingViews:
    """room: that of its pages and templates. in_use: why its medium stays in. The others: what is said."""

    kind: Run.Kind
    room: str
    in_use: str
    goes_on: Promise
    over: Promise
    cancelled: Promise

    @method_decorator(require_POST)
    def go_on(self, request: PortalRequest, run_id: UUID) -> HttpResponse:
        acts.go_on(request, self._find(request, run_id), str(self.goes_on))
        return self._back(run_id)

    @method_decorator(require_POST)
    def insert(self, request: PortalRequest, run_id: UUID) -> HttpResponse:
        acts.insert(request, self._find(request, run_id))
        return self._back(run_id)

    @method_decorator(require_POST)
    def eject(self, request: PortalRequest, run_id: UUID) -> HttpResponse:
        acts.eject(request, self._find(request, run_id), self.in_use)
        return self._back(run_id)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def cancel(self, request: PortalRequest, run_id: UUID) -> HttpResponse:
        run = self._find(request, run_id)
        if run.state == Run.State.ENDED:
            messages.warning(request, str(self.over))
        elif request.method == "POST":
            cancel_run(run=run, now=timezone.now())
            messages.success(request, str(self.cancelled))
        else:
            return render(request, f"{self.room}/cancel.html", {"run": run})
        return self._back(run_id)

    def _find(self, request: PortalRequest, run_id: UUID) -> Run:
        return acts.find_run(request, run_id, self.kind)

    def _back(self, run_id: UUID) -> HttpResponse:
        return redirect(f"{self.room}:run", run_id)
