"""Removes a site that keeps nothing: no server, no medium, no run. Its drives and its log go with it."""

from datetime import datetime

from django.db import transaction

from mmbackup.models import Site
from mmbackup.services.configuration.edits import ChangedMeanwhile, StillUsed, as_shown
from mmbackup.services.configuration.values import Values, site_values
from mmbackup.services.history.remember_change import differences, remember_change
from mmbackup.services.schedule import forget_schedule


@transaction.atomic
def remove_site(*, site: Site, shown: Values, now: datetime) -> None:
    """Raise StillUsed, or ChangedMeanwhile. All sites are locked: of two removed at once, one stays."""
    row = {each.pk: each for each in Site.objects.select_for_update().order_by("pk")}.get(site.pk)
    if row is None:
        raise ChangedMeanwhile(f"somebody else removed the site {site.name} meanwhile")
    was = site_values(row)
    as_shown(f"the site {row.name}", is_now=was, shown=shown)
    if reason := why_kept(site=row):
        raise StillUsed(reason)
    forget_schedule(site=row)
    remember_change(deed="site removed", subject=f"site {row.name}", now=now, fields=differences(was, {}))
    row.delete()


def why_kept(*, site: Site) -> str:
    """What would be lost with it, or missed; empty when nothing would."""
    if not Site.objects.exclude(pk=site.pk).exists():
        return f"{site.name} is the only site"
    counts = {"servers": site.servers.count(), "media": site.media.count(), "runs": site.runs.count()}
    kept = [f"{count} {_one(noun) if count == 1 else noun}" for noun, count in counts.items() if count]
    return f"{site.name} has {', '.join(kept)}" if kept else ""


def _one(noun: str) -> str:
    return {"servers": "server", "media": "medium", "runs": "run"}[noun]
