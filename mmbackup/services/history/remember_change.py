"""Adds a line to the Administration History. Called in the transaction that makes the change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mmbackup.models import Change, Site
from mmbackup.services.history.acting import actor

SECRET = "(secret)"  # noqa: S105 - what stands for one


@dataclass(frozen=True, slots=True)
class FieldChange:
    """old and new as people read them; None: there was none, or there is none any more."""

    field: str
    old: Any
    new: Any


def remember_change(
    *, deed: str, subject: str, now: datetime, site: Site | None = None, fields: Iterable[FieldChange] = ()
) -> Change:
    """deed as in 'pool changed', subject as in 'pool nightly'. Secrets are never given here."""
    who = actor()
    return Change.objects.create(
        site=site,
        at=now,
        who=who.name[:150],
        role=who.role,
        via=who.via,
        address=who.address[:100],
        deed=deed,
        subject=subject[:200],
        fields=[{"field": one.field, "old": one.old, "new": one.new} for one in fields],
    )


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldChange]:
    """Of two states of the same thing, what is not the same; fields only one of them has count too."""
    keys = dict.fromkeys([*old, *new])
    return [FieldChange(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]
