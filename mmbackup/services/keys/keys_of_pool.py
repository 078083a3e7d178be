"""Which keys the backups of a pool are encrypted to from now on."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import KEY_CHANGED
from mmbackup.engine.format.set_account import MOST_RECIPIENTS
from mmbackup.models import EncryptionKey, Pool, Site
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.keys.refusals import KeyRefused
from mmbackup.services.record_event import record_event

NONE_USABLE = (
    "None of its keys may be used: its media are refused, and backups fail, "
    "until another key is chosen, or none for plain backups."
)


class OnlyDrillKey(KeyRefused):
    next_step = "Choose a key whose secret is kept elsewhere as well."


class KeysChangedMeanwhile(KeyRefused):
    next_step = "Look at the pool as it is now, and change it again."


def keys_to_choose(*, site: Site, pool: Pool | None = None) -> list[EncryptionKey]:
    """Those that may be used, and those that the pool has and that may no more."""
    own = set(pool.keys.values_list("pk", flat=True)) if pool else set()
    return [key for key in EncryptionKey.objects.filter(site=site) if key.is_usable or key.pk in own]


def give_keys(
    *, pool: Pool, before: Collection[int], after: Collection[int], by: str, now: datetime
) -> list[EncryptionKey]:
    """before and after are numbers of keys; answer the new ones. Raise KeyRefused, and nothing is changed."""
    with transaction.atomic():
        Pool.objects.select_for_update().get(pk=pool.pk)
        if set(pool.keys.values_list("pk", flat=True)) != set(before):
            raise KeysChangedMeanwhile(f"somebody else changed the keys of {pool.name} meanwhile")
        keys = list(EncryptionKey.objects.filter(site=pool.site, pk__in=after))
        if set(before) != set(after):
            _check(keys)
            _remember(pool, keys, now)
            pool.keys.set(keys)
            names = " and ".join(key.name for key in keys)
            words = f"are encrypted to {names}" if keys else "are not encrypted any more"
            message = f"Backups of the pool {pool.name} {words}, says {by}"
            record_event(site=pool.site, code=KEY_CHANGED, at=now, message=message)
    return keys


def advice_on(keys: Collection[EncryptionKey]) -> str:
    """What people should know of their choice; empty when it is a good one."""
    if not any(key.is_usable for key in keys):
        return ""  # plain; or refused, which the pool's own advice says
    kept = [key for key in keys if key.is_usable and key.origin != EncryptionKey.Origin.DRILL]
    if keys and len(kept) < 2:
        return (
            "One key opens these backups. If it is lost, nobody can ever restore them. "
            "Make a second key, and keep the two in different places."
        )
    return ""


def _remember(pool: Pool, keys: list[EncryptionKey], now: datetime) -> None:
    """Before the pool is given them."""
    fields = [FieldChange("keys", [key.name for key in pool.keys.all()], [key.name for key in keys])]
    subject = f"pool {pool.name}"
    remember_change(deed="keys of a pool changed", subject=subject, now=now, site=pool.site, fields=fields)


def _check(keys: list[EncryptionKey]) -> None:
    usable = [key for key in keys if key.is_usable]
    if keys and not usable:
        raise KeyRefused("none of the chosen keys may be used: they are retired, or not confirmed")
    if usable and all(key.origin == EncryptionKey.Origin.DRILL for key in usable):
        raise OnlyDrillKey("the secret of the drill key lies on this server alone, and would be lost with it")
    if len(usable) > MOST_RECIPIENTS:
        raise KeyRefused(f"a backup is encrypted to {MOST_RECIPIENTS} keys at most")
