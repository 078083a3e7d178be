"""Keys that backups are encrypted to, and how much of what lies on media is encrypted."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from mmbackup.models import BackupSet, EncryptionKey, Site


@dataclass(frozen=True, slots=True)
class KeyTold:
    """pools are those whose backups are encrypted to it."""

    name: str
    public: str
    origin: str
    made_at: datetime
    made_by: str
    confirmed_at: datetime | None
    retired_at: datetime | None
    retired_by: str
    pools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Encrypted:
    """Parts of backup sets that lie on media now."""

    parts: int
    encrypted: int


def keys_told(*, site: Site) -> tuple[KeyTold, ...]:
    """Two queries."""
    return tuple(_key(key) for key in EncryptionKey.objects.filter(site=site).prefetch_related("pools"))


def encrypted_now(*, site: Site) -> Encrypted:
    """One query."""
    lying = BackupSet.objects.filter(medium__site=site, removed_at__isnull=True)
    counted = lying.aggregate(parts=Count("pk"), plain=Count("pk", filter=Q(recipients=[])))
    return Encrypted(counted["parts"], counted["parts"] - counted["plain"])


def _key(key: EncryptionKey) -> KeyTold:
    return KeyTold(
        name=key.name,
        public=key.public,
        origin=key.origin,
        made_at=key.made_at,
        made_by=key.made_by,
        confirmed_at=key.confirmed_at,
        retired_at=key.retired_at,
        retired_by=key.retired_by,
        pools=tuple(sorted(pool.name for pool in key.pools.all())),
    )
