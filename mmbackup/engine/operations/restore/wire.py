"""What a process of the restore is told, as plain values that marshal knows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.job import Existing, InPlace, IntoFolder, Taker
from mmbackup.engine.operations.restore.restoring import Group, Rules

Packed = tuple[Any, ...]


def pack_rules(rules: Rules, *, is_encrypted: bool, identities: Sequence[str]) -> Packed:
    return (
        (
            _packed(rules.target),
            rules.existing.value,
            rules.keep_setuid,
            rules.started_at.isoformat(),
            rules.mark,
        ),
        is_encrypted,
        list(identities),
    )


def unpack_rules(packed: Packed) -> Rules:
    target, existing, keep_setuid, started_at, mark = packed
    return Rules(_target(target), Existing(existing), keep_setuid, datetime.fromisoformat(started_at), mark)


def _packed(target: IntoFolder | InPlace) -> bytes | Packed:
    if isinstance(target, IntoFolder):
        return target.folder
    roots = {key: list(of) for key, of in target.roots.items()}
    takers = [taker._replace(settings=dict(taker.settings)) for taker in target.takers]
    return roots, [tuple(taker) for taker in takers], target.outputs


def _target(packed: bytes | Packed) -> IntoFolder | InPlace:
    if isinstance(packed, bytes):
        return IntoFolder(packed)
    roots, takers, outputs = packed
    of_servers = {key: tuple(of) for key, of in roots.items()}
    return InPlace(of_servers, tuple(Taker(*taker) for taker in takers), outputs)


def pack_groups(groups: Sequence[Group]) -> list[tuple[int, list[Packed]]]:
    """Entries that are slices are none of them."""
    return [(most, [tuple(entry) for entry in entries]) for most, entries in groups]


def unpack_groups(packed: Sequence[tuple[int, list[Packed]]]) -> list[Group]:
    return [(most, [_entry(values) for values in entries]) for most, entries in packed]


def _entry(values: Packed) -> IndexedFile:
    return IndexedFile(*values)
