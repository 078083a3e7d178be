"""Which sets lie on this site's media, and which of them are its own: made here, or by their own word."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from mmbackup.models import BackupSet, Medium, Site


def sets_at(site: Site) -> QuerySet[BackupSet]:
    """Our own and others'. Asked set by set whose its medium is: of the newest few, no other one is read."""
    media = Medium.objects.filter(pk=OuterRef("medium_id"), site=site)
    return BackupSet.objects.filter(Exists(media), removed_at__isnull=True)


def own_sets(site: Site) -> Q:
    """Of BackupSet. What was imported from another site's medium may be restored, and is no copy of ours."""
    return Q(run__isnull=False) | Q(site_name__in=["", site.name])


def others_sets(site: Site) -> Q:
    """All the rest. Said so, an index finds them: there are few that no run here has made."""
    return Q(run__isnull=True) & ~Q(site_name__in=["", site.name])
