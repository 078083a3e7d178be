"""Takes a key out of use. What was encrypted to it stays so, and needs its secret key."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import KEY_CHANGED
from mmbackup.models import EncryptionKey, Pool
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.keys.refusals import KeyRefused, LastKey
from mmbackup.services.record_event import record_event


def retire_key(*, key: EncryptionKey, by: str, now: datetime, knowing: Collection[str] = frozenset()) -> None:
    """knowing: the pools of which people were told that no key is left to them; LastKey for any other."""
    with transaction.atomic():
        list(EncryptionKey.objects.filter(site=key.site).select_for_update())
        others = [name for name in pools_left_without(key=key) if name not in knowing]
        if others:
            raise LastKey(
                f"{key.name} is the last usable key of the pool {', '.join(others)}, "
                "whose media would be refused until it has another one"
            )
        in_use = EncryptionKey.objects.filter(pk=key.pk, retired_at=None)
        if not in_use.update(retired_at=now, retired_by=by, proof=""):
            raise KeyRefused(f"the key {key.name} is retired already")
        message = f"The key {key.name} was retired by {by}"
        record_event(site=key.site, code=KEY_CHANGED, at=now, message=message)
        state = [FieldChange("state", "in use", "retired")]
        remember_change(deed="key retired", subject=f"key {key.name}", now=now, site=key.site, fields=state)


def pools_left_without(*, key: EncryptionKey) -> list[str]:
    """Pools whose last usable key it is."""
    if not key.is_usable:
        return []
    pools = Pool.objects.filter(keys=key).prefetch_related("keys")
    return [
        pool.name
        for pool in pools
        if not any(other.is_usable for other in pool.keys.all() if other.pk != key.pk)
    ]
