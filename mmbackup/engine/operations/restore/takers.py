"""Which source of today takes back what a program said when the backup was made, and why none does."""

import os
from collections.abc import Iterable
from typing import NamedTuple

from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.job import Taker
from mmbackup.engine.sources.dumping import dump_name
from mmbackup.engine.sources.origins import COMMAND_FOLDER, server_folder
from mmbackup.engine.sources.port import PutsBack
from mmbackup.engine.sources.registry import KINDS

_MARK = b"/" + COMMAND_FOLDER + b"/"
_PARTS = 5  # server, command-output, item, source, name


class Wanted(NamedTuple):
    """An output that is put back: name is that of its dump."""

    entry: IndexedFile
    taker: Taker
    kind: PutsBack
    name: str


class Takers:
    def __init__(self, takers: Iterable[Taker]) -> None:
        self._takers = {(taker.server, taker.item, taker.source): taker for taker in takers}

    def takes(self, entry: IndexedFile) -> bool:
        return is_output(entry) and isinstance(self.of(entry), Wanted)

    def of(self, entry: IndexedFile) -> Wanted | str:
        """Of an output; the reason where it is left out."""
        parts = entry.path.split(b"/")
        if len(parts) != _PARTS or parts[0] != server_folder(entry.server) or entry.kind != "file":
            return "a command of one's own said it, and nothing is known that takes it back"
        item, source, name = map(os.fsdecode, parts[2:])
        taker = self._takers.get((entry.server, item, source))
        if taker is None or item != entry.item:
            return f"no source {source} of {entry.server} is configured for it any more"
        return _wanted(entry, taker, dump_name(name))


def _wanted(entry: IndexedFile, taker: Taker, name: str) -> Wanted | str:
    kind: object = KINDS.get(taker.kind)
    if not taker.is_here:
        return f"{taker.server} is another machine, which is only read"
    if not isinstance(kind, PutsBack):
        return f"what a source of the kind {taker.kind} says is not put back"
    return kind.left_out(name, taker.settings) or Wanted(entry, taker, kind, name)


def is_output(entry: IndexedFile) -> bool:
    """What a program said, and no file of its server."""
    return entry.path.startswith(_MARK, len(server_folder(entry.server)))
