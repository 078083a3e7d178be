"""What a process of the restore is told, as plain values that marshal knows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.job import Existing, InPlace, IntoFolder
from mmbackup.engine.operations.restore.restoring import Group, Rules

Packed = tuple[Any, ...]


def pack_rules(rules: Rules, *, is_encrypted: bool, identities: Sequence[str]) -> Packed:
    target = rules.target
    place = target.folder if isinstance(target, IntoFolder) else None
    roots = None if isinstance(target, IntoFolder) else {key: list(of) for key, of in target.roots.items()}
    return (
        (place, roots, rules.existing.value, rules.keep_setuid, rules.started_at.isoformat(), rules.mark),
        is_encrypted,
        list(identities),
    )


def unpack_rules(packed: Packed) -> Rules:
    place, roots, existing, keep_setuid, started_at, mark = packed
    target = InPlace({key: tuple(of) for key, of in roots.items()}) if place is None else IntoFolder(place)
    return Rules(target, Existing(existing), keep_setuid, datetime.fromisoformat(started_at), mark)


def pack_groups(groups: Sequence[Group]) -> list[tuple[int, list[Packed]]]:
    """Entries that are slices are none of them."""
    return [(most, [tuple(entry) for entry in entries]) for most, entries in groups]


def unpack_groups(packed: Sequence[tuple[int, list[Packed]]]) -> list[Group]:
    return [(most, [_entry(values) for values in entries]) for most, entries in packed]


def _entry(values: Packed) -> IndexedFile:
    return IndexedFile(*values)
