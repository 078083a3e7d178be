"""Out of which backups a page shows files: those that a restore as of its moment would take."""

from dataclasses import dataclass

from django.utils.formats import date_format

from mmbackup.engine.index.view import View
from mmbackup.models import BackupSet, Site
from mmbackup.services.index.keep import open_view
from mmbackup.services.restore.contributions import without_of
from mmbackup.services.restore.recovery_points import (
    Chain,
    RecoveryTable,
    chain_for,
    points_of,
    recovery_points,
)
from portal.restore.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Source:
    """chain: of all data types and servers."""

    site: Site
    table: RecoveryTable
    chain: Chain

    @property
    def unindexed(self) -> list[str]:
        """Media whose files are not known here, in words."""
        return [f"{point.media_words} ({point.name})" for point in self.chain.points if not point.is_indexed]

    def open(self) -> View:
        """To be closed. Files of backups without an index are not in it."""
        rows = BackupSet.objects.filter(medium__site=self.site, uuid__in=self.chain.sets)
        without = without_of(site=self.site, set_uuids=self.chain.sets)
        return open_view(rows.filter(removed_at__isnull=True).select_related("medium"), without)


def source_of(site: Site, wanted: Wanted) -> Source:
    """A backup that is asked for by itself may be another site's, or one that is not sure to come back."""
    table = table_of(site, wanted)
    return Source(site, table, chain_for(table=table, moment=wanted.moment))


def table_of(site: Site, wanted: Wanted) -> RecoveryTable:
    if not wanted.only:
        return recovery_points(site=site, until=wanted.moment)
    points = points_of(site=site, set_uuids=[wanted.only])
    held = dict.fromkeys((cell.data_type, cell.server) for point in points for cell in point.cells)
    return RecoveryTable(tuple(held), points)


def nights_of(source: Source) -> dict[str, str]:
    """Of each set by its uuid: which night's it is, in words."""
    return {point.set_uuid: date_format(point.night, "M j") for point in source.chain.points}
