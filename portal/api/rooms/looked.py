"""Diagnostics' checks, and the figures of the reports."""

from typing import Annotated, Any

from django.utils import timezone
from ninja import Query, Router

from mmbackup.services.diagnostics.all_checks import ALL_CHECKS
from mmbackup.services.diagnostics.finding import Result
from mmbackup.services.diagnostics.run_checks import run_checks
from mmbackup.services.reports.nights import counts_of, nights_of
from mmbackup.services.reports.recovery import reach_of
from portal.api.allowed import of
from portal.api.request import ApiRequest
from portal.api.shapes.looked import CheckShape, NightsAsked, NightsShape, ReachShape

router = Router(tags=["Reports and diagnostics"])


@router.get("/reports/nights", response=NightsShape, **of("reports:history"))
def nights(request: ApiRequest, asked: Annotated[NightsAsked, Query()]) -> Any:
    """What became of each night, the oldest first; and how many ended how."""
    found = nights_of(site=request.messaging_site, period=asked.period, now=timezone.now())
    counts = counts_of(found)
    by_outcome = {outcome.value: count for outcome, count in counts.by_outcome}
    totals = {"verified": counts.verified, "made_up": counts.made_up, "under_way": counts.under_way}
    return {"nights": list(found), **totals, "by_outcome": by_outcome}


@router.get("/reports/recovery-points", response=list[ReachShape], **of("reports:recovery-points"))
def reach(request: ApiRequest) -> Any:
    """Of each data type of each server: the nights that can bring it back."""
    return list(reach_of(site=request.messaging_site))


@router.get("/diagnostics", response=list[CheckShape], **of("diagnostics:check"))
def check_everything(request: ApiRequest) -> Any:
    """Looks at everything now, side by side. It takes as long as the slowest, ten seconds mostly."""
    results = run_checks(checks=ALL_CHECKS, site=request.messaging_site, now=timezone.now())
    return [_told(result) for result in results]


def _told(result: Result) -> dict[str, Any]:
    plain = {"check": result.check.slug, "title": str(result.check.title), "seconds": result.seconds}
    return {**plain, "level": result.level, "findings": list(result.findings)}
