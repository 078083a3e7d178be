"""Which sets are this site's own: those that were made here, and those that say so."""

from django.db.models import Q

from mmbackup.models import Site


def own_sets(site: Site) -> Q:
    """Of BackupSet. What was imported from another site's medium may be restored, and is no copy of ours."""
    return Q(run__isnull=False) | Q(site_name__in=["", site.name])
