"""How an attended backup stands: its parts, what it does or waits for, and what is in the drive meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import humanize
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mmbackup.engine.catalogue import DataType
from mmbackup.models import BackupSet, Run
from mmbackup.services.attended.request_attended import offered
from portal.looks import count_of_files
from portal.waiting import standing


@dataclass(frozen=True, slots=True)
class Part:
    number: int
    medium: str
    words: str
    backup_set: BackupSet


class Standing(standing.Standing):
    """What the page shows; scene changes whenever the page has to be drawn anew."""

    @cached_property
    def parts(self) -> list[Part]:
        rows = BackupSet.objects.filter(run=self.run).select_related("medium").order_by("part")
        return [Part(row.part, row.medium.name, _words(row), row) for row in rows]

    @property
    def holds_part(self) -> bool:
        """What is in the drive is one of this backup's own."""
        media = {str(part.backup_set.medium.uuid) for part in self.parts}
        return bool(self.look and self.look.uuid in media)

    @property
    def chosen(self) -> str:
        """In words: what is saved."""
        offer = offered(site=self.run.site)
        servers = self.run.servers or list(offer)
        slugs = self.run.data_types
        kinds = dict.fromkeys(kind for name in servers for kind in offer.get(name, ()))
        titles = [kind.title for kind in sorted(kinds, key=_order) if not slugs or kind.slug in slugs]
        return _("%(types)s of %(servers)s") % {"types": ", ".join(titles), "servers": ", ".join(servers)}


def standing_of(run: Run, now: datetime) -> Standing:
    return Standing(run, now)


def _order(kind: DataType) -> int:
    return list(DataType).index(kind)


def _words(row: BackupSet) -> str:
    files = count_of_files(sum(tally["saved_files"] for tally in row.tallies))
    words = {"files": files, "size": humanize.naturalsize(row.size)}
    if row.verified_at is None:
        return _("%(files)s, %(size)s") % words
    time = date_format(localtime(row.verified_at), "M j H:i")
    return _("%(files)s, %(size)s, read back %(time)s") % {**words, "time": time}
