"""Pools as people set them up: add one, change its rules, remove it. Media name their pool themselves."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from mmbackup.engine.codes import POOL_CHANGED
from mmbackup.engine.errors import BackupError
from mmbackup.engine.format.names import medium_name
from mmbackup.models import Medium, Pool, Site
from mmbackup.services.history.remember_change import differences, remember_change
from mmbackup.services.record_event import record_event


class ChangedMeanwhile(BackupError):
    next_step = "Look at it as it is now, and change it again."


class NameTaken(BackupError):
    next_step = "Choose another name."


class StillUsed(BackupError):
    next_step = "Give its media and drives another one first."


@dataclass(frozen=True, slots=True)
class PoolRules:
    """As in the model; the name stays what it is, as it stands on the media."""

    rotation: str
    retention_nights: int
    label_blank: bool
    night: int
    replace_after_months: int

    @classmethod
    def of(cls, pool: Pool) -> "PoolRules":
        return cls(
            pool.rotation, pool.retention_nights, pool.label_blank, pool.night, pool.replace_after_months
        )


def add_pool(*, site: Site, name: str, rules: PoolRules, by: str, now: datetime) -> Pool:
    """Raise NameTaken, or FormatError for what is no name."""
    medium_name(name)
    try:
        with transaction.atomic():
            pool = Pool.objects.create(site=site, name=name, **asdict(rules))
            record_event(site=site, code=POOL_CHANGED, at=now, message=f"The pool {name} was added by {by}")
            _remember(pool, "pool added", {}, asdict(rules), now)
    except IntegrityError as error:
        raise NameTaken(f"there is a pool named {name} already") from error
    return pool


def change_pool(*, pool: Pool, before: PoolRules, after: PoolRules, by: str, now: datetime) -> None:
    """before: the rules that were shown. ChangedMeanwhile when they are not its rules any more."""
    with transaction.atomic():
        if not Pool.objects.filter(pk=pool.pk, **asdict(before)).update(**asdict(after)):
            raise ChangedMeanwhile(f"somebody else changed the pool {pool.name} meanwhile")
        if before != after:
            _remember(pool, "pool changed", asdict(before), asdict(after), now)
        message = f"The rules of the pool {pool.name} were changed by {by}: {_words(before, after)}"
        record_event(site=pool.site, code=POOL_CHANGED, at=now, message=message)


def remove_pool(*, pool: Pool, by: str, now: datetime) -> None:
    """Raise StillUsed while a drive takes it, or a medium that is not retired names it."""
    with transaction.atomic():
        if any(pool.name in drive.pool_names for drive in pool.site.drives.select_for_update()):
            raise StillUsed(f"a drive takes media of the pool {pool.name}")
        media = Medium.objects.filter(site=pool.site, pool=pool.name).exclude(status=Medium.Status.RETIRED)
        if media.exists():
            raise StillUsed(f"there are media of the pool {pool.name}")
        _remember(pool, "pool removed", asdict(PoolRules.of(pool)), {}, now)
        pool.delete()
        message = f"The pool {pool.name} was removed by {by}"
        record_event(site=pool.site, code=POOL_CHANGED, at=now, message=message)


def _remember(pool: Pool, deed: str, before: dict[str, Any], after: dict[str, Any], now: datetime) -> None:
    fields = differences(before, after)
    remember_change(deed=deed, subject=f"pool {pool.name}", now=now, site=pool.site, fields=fields)


def _words(before: PoolRules, after: PoolRules) -> str:
    old, new = asdict(before), asdict(after)
    changes = [
        f"{key.replace('_', ' ')} {old[key]} → {value}" for key, value in new.items() if old[key] != value
    ]
    return ", ".join(changes) or "nothing"
