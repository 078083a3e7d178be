"""Which backups somebody at a shell means: by a set's name or identity, or by a medium's name or identity."""

from uuid import UUID

from django.core.management.base import CommandError
from django.db.models import Q, QuerySet

from mmbackup.models import BackupSet, Site


def known_sets(site: Site) -> "QuerySet[BackupSet]":
    """Those that still lie on their media, the newest first."""
    rows = BackupSet.objects.filter(medium__site=site, removed_at__isnull=True)
    return rows.select_related("medium").order_by("-written_at", "uuid", "part")


def sets_named(site: Site, text: str) -> list[BackupSet]:
    """All parts of one set, or of the newest set on a medium; CommandError when there is none, or several."""
    found = _parts(known_sets(site).filter(Q(name=text) | _identity("uuid", text)), site)
    if not found:
        on_medium = known_sets(site).filter(Q(medium__name=text) | _identity("medium__uuid", text))
        found = list(on_medium.filter(uuid=on_medium[0].uuid)) if on_medium else []
    if not found:
        raise CommandError(f"There is no backup, and no medium with one, that is called {text}.")
    if len({row.uuid for row in found}) > 1:
        told = "; ".join(f"{row.uuid} ({row.medium.name})" for row in found)
        raise CommandError(f"Several backups are called {text}: give an identity instead: {told}.")
    return found


def _parts(rows: "QuerySet[BackupSet]", site: Site) -> list[BackupSet]:
    """A part's name leads to the whole set."""
    return list(known_sets(site).filter(uuid__in={row.uuid for row in rows}))


def _identity(field: str, text: str) -> Q:
    try:
        return Q(**{field: UUID(text)})
    except ValueError:
        return Q(pk__in=[])
