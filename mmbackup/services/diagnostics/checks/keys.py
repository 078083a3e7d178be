"""The keys that pools are encrypted to."""

from collections.abc import Iterator
from datetime import datetime

from mmbackup.models import Pool, Site
from mmbackup.services.diagnostics.finding import Finding, bad, good, warning
from mmbackup.services.keys.keys_of_pool import NONE_USABLE, advice_on

CHOOSE = "Choose its keys under Backup/Restore > Pools."


def keys(site: Site, _now: datetime) -> Iterator[Finding]:
    pools = list(Pool.objects.filter(site=site).prefetch_related("keys"))
    encrypted = [pool for pool in pools if pool.keys.all()]
    if not encrypted:
        yield good("No pool is encrypted, so no key is needed.")
    for pool in encrypted:
        yield _of_pool(pool)


def _of_pool(pool: Pool) -> Finding:
    own = list(pool.keys.all())
    usable = [key.name for key in own if key.is_usable]
    if not usable:
        return bad(f"{pool.name}: {NONE_USABLE}", CHOOSE)
    if advice := advice_on(own):
        return warning(f"{pool.name}: {advice}", CHOOSE)
    return good(f"{pool.name} is encrypted to {' and '.join(usable)}.")
