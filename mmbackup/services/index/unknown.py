"""Backups that were seen on a medium, and of whose files nothing is known here."""

from collections.abc import Sequence
from uuid import UUID

from mmbackup.engine.format.set_account import BackupSet as SetOnMedium
from mmbackup.models import BackupSet


def count_unknown(sets: Sequence[SetOnMedium]) -> int:
    keys = {(UUID(one.uuid), one.part) for one in sets}
    asked = BackupSet.objects.filter(uuid__in={uuid for uuid, _ in keys}, indexed_at__isnull=False)
    return len(keys - set(asked.values_list("uuid", "part")))
