"""To which keys the media of each pool are encrypted."""

from collections.abc import Iterable, Mapping

from mmbackup.engine.format.identity import Identity
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.media.port import Room
from mmbackup.engine.operations.job import Admit, KeptSets
from mmbackup.engine.rotation.admission import no_usable_key
from mmbackup.models import Pool, Site

Recipients = Mapping[str, tuple[str, ...]]


def recipients_of(*, site: Site, pools: Iterable[str]) -> tuple[Recipients, frozenset[str]]:
    """By pool, the public keys that may be used; and the pools that have keys and none that may."""
    found = Pool.objects.filter(site=site, name__in=list(pools)).prefetch_related("keys")
    keys = {pool.name: list(pool.keys.all()) for pool in found}
    usable = {name: tuple(key.public for key in its if key.is_usable) for name, its in keys.items()}
    without = frozenset(name for name, its in keys.items() if its and not usable[name])
    return {name: publics for name, publics in usable.items() if publics}, without


class RefuseUnencrypted:
    """Asked by pre-flight before the rotation is: never plain where people want it encrypted.

    The rotation refuses such a pool too; but it read the keys a moment before the recipients were read, and
    the last of them may have been retired in between.
    """

    def __init__(self, admit: Admit, without_key: frozenset[str]) -> None:
        self._admit = admit
        self._without_key = without_key

    def __call__(self, identity: Identity, sets: tuple[BackupSet, ...], room: Room) -> KeptSets:
        if identity.pool in self._without_key:
            raise no_usable_key(identity.pool)
        return self._admit(identity, sets, room)
