"""What an attended backup's outcome means for the alarms. For callers inside a transaction of their own.

One that fails raises none: somebody was there and saw it, and it answers for no night. One that saved
everything there is, and read it back, is as good as any night.
"""

from datetime import datetime

from mmbackup.engine.codes import NO_BACKUP, PARTIAL_NIGHTS
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Source
from mmbackup.services.alarms import resolve_alarm
from mmbackup.services.waiting.waiting import stop_wanting


def judge_attended(*, run: Run, now: datetime) -> None:
    stop_wanting(site=run.site, reason="The attended backup has ended", now=now)
    if run.outcome == Outcome.FULL and _is_everything(run):
        reason = f"Verified success: {run.verdict}"
        for code in (NO_BACKUP, PARTIAL_NIGHTS):
            resolve_alarm(site=run.site, code=code, reason=reason, now=now)


def _is_everything(run: Run) -> bool:
    """Each configured server with each of its data types is in what was saved."""
    configured = Source.objects.filter(item__server__site=run.site).select_related("item__server")
    wanted = {(source.item.server.name, source.item.in_catalogue.data_type.slug) for source in configured}
    return wanted <= {(row["server"], row["data_type"]) for row in run.tallies}
