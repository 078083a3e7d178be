"""A site's clock."""

from zoneinfo import ZoneInfo

from mmbackup.models import Site


def zone_of(site: Site) -> ZoneInfo:
    return ZoneInfo(site.time_zone)
