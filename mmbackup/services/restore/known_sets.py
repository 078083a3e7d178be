"""The sets that somebody wants to restore from, as the database and their indexes know them."""

from collections.abc import Iterable
from uuid import UUID

from mmbackup.engine.errors import NothingPicked, SetUnknown
from mmbackup.models import BackupSet, Site


def rows_of(*, site: Site, set_uuids: Iterable[str]) -> list[BackupSet]:
    """Every part that still lies on its medium. Raise NothingPicked, or SetUnknown where one has no index."""
    wanted = [_uuid(text) for text in set_uuids]
    if not wanted:
        raise NothingPicked("no backup was chosen")
    rows = BackupSet.objects.filter(medium__site=site, uuid__in=wanted, removed_at__isnull=True)
    found = list(rows.select_related("medium__site").order_by("-written_at", "part"))
    if set(wanted) - {row.uuid for row in found}:
        raise SetUnknown("a chosen backup does not lie on any medium that is known here")
    for row in found:
        if row.indexed_at is None:
            raise SetUnknown(f"what {row.name} on {row.medium.name} holds is not known here")
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise SetUnknown("a chosen backup is not known here") from error
