"""What tells a directory of today from the one that was saved: entries to add, to change, to remove."""

import re
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from mmbackup.engine.format.names import one_line
from mmbackup.engine.sources.putting_back.ldif import LdifEntry, attribute, entries_of

TOLD = 20
_PARTS = re.compile(rb"(?<!\\),")
Digests = dict[bytes, bytes]


class Difference(NamedTuple):
    """Names of entries: those to add with parents first, those to remove with children first."""

    added: list[bytes]
    changed: list[bytes]
    removed: list[bytes]

    @property
    def is_none(self) -> bool:
        return not (self.added or self.changed or self.removed)

    def lines(self) -> Iterator[str]:
        """Counts, and the first names."""
        for title, found in (("added", self.added), ("changed", self.changed), ("removed", self.removed)):
            shown = "; ".join(one_line(dn.decode("utf-8", "replace")[:120]) for dn in found[:TOLD])
            more = f"; and {len(found) - TOLD:,} more" if len(found) > TOLD else ""
            yield f"{len(found):,} entries {title}{': ' + shown if shown else ''}{more}."


def difference(saved: str, present: str, left: Collection[bytes]) -> Difference:
    """Of two files. left: attributes, in small letters, that the server itself keeps."""
    there, met = _digests(present, left), set()
    added, changed = [], []
    with open(saved, "rb") as file:
        for entry in entries_of(file):
            key = normal(entry.dn)
            met.add(key)
            if key not in there:
                added.append(entry.dn)
            elif there[key] != digest(entry, left):
                changed.append(entry.dn)
    removed = sorted((key for key in there if key not in met), key=_depth, reverse=True)
    return Difference(sorted(added, key=_depth), changed, removed)


def write_changes(saved: str, present: str, wanted: Difference, left: Collection[bytes], path: str) -> None:
    """As ldapmodify takes them: first what is added, then what is changed, then what is removed."""
    added, changed = _picked(saved, wanted.added), _picked(saved, wanted.changed)
    before = _picked(present, wanted.changed)
    with open(path, "wb") as file:
        for dn in wanted.added:
            file.writelines(_adding(added[normal(dn)], left))
        for dn in wanted.changed:
            file.writelines(_changing(changed[normal(dn)], before[normal(dn)], left))
        for dn in wanted.removed:
            file.writelines((attribute(b"dn", dn), b"changetype: delete\n\n"))


def write_entries(saved: str, names: Iterable[bytes], path: str) -> None:
    """As slapadd takes them, in the order of names, with all that the server keeps."""
    picked = _picked(saved, names)
    with open(path, "wb") as file:
        for entry in picked.values():
            file.write(attribute(b"dn", entry.dn))
            file.writelines(_values(entry, frozenset()))
            file.write(b"\n")


def normal(dn: bytes) -> bytes:
    """The same for ways to write a name that differ in letters' size and blanks."""
    return b",".join(part.strip() for part in _PARTS.split(dn)).lower()


def digest(entry: LdifEntry, left: Collection[bytes]) -> bytes:
    """Values have no order."""
    told = sha256()
    for name in sorted(entry.values):
        if name not in left:
            for value in sorted(entry.values[name]):
                told.update(b"%d %b %d " % (len(name), name, len(value)))
                told.update(value)
    return told.digest()


def _digests(path: str, left: Collection[bytes]) -> Digests:
    with open(path, "rb") as file:
        return {normal(entry.dn): digest(entry, left) for entry in entries_of(file)}


def _picked(path: str, names: Iterable[bytes]) -> dict[bytes, LdifEntry]:
    found: dict[bytes, LdifEntry] = {}
    wanted = {normal(dn) for dn in names}
    if wanted:
        with open(path, "rb") as file:
            found = {key: one for one in entries_of(file) if (key := normal(one.dn)) in wanted}
    return found


def _adding(entry: LdifEntry, left: Collection[bytes]) -> Iterator[bytes]:
    yield attribute(b"dn", entry.dn)
    yield b"changetype: add\n"
    yield from _values(entry, left)
    yield b"\n"


def _changing(entry: LdifEntry, before: LdifEntry, left: Collection[bytes]) -> Iterator[bytes]:
    yield attribute(b"dn", before.dn)
    yield b"changetype: modify\n"
    for key, name in {**before.names, **entry.names}.items():
        values = entry.values.get(key, [])
        if key not in left and sorted(values) != sorted(before.values.get(key, [])):
            yield b"replace: " + name + b"\n"
            yield from (attribute(name, value) for value in values)
            yield b"-\n"
    yield b"\n"


def _values(entry: LdifEntry, left: Collection[bytes]) -> Iterator[bytes]:
    for key, values in entry.values.items():
        if key not in left:
            yield from (attribute(entry.names[key], value) for value in values)


def _depth(dn: bytes) -> int:
    return len(_PARTS.split(dn))
