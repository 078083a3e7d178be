"""Which files are lost with damaged pieces: those that a restore could not bring back any more."""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from mmbackup.engine.format.manifest import MANIFEST_NAME, read_manifest
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.index.build import build_index
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import IndexedFile, IndexHead
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.checking.job import Records
from mmbackup.engine.operations.restore.pieces import opened_set, problem_of

_GOES_ON = re.compile(r"\.\d{3,}$")
_CONTENT = ("file", "symlink")  # a hard link names the content of another file, a folder has none


def damaged_files(
    found: BackupSet, damaged: Collection[str], medium: Medium, records: Records, scratch: str
) -> Iterator[IndexedFile]:
    """In the medium's order. FormatError when neither index nor manifest tells what lies in the pieces."""
    heads = {_head(name) for name in damaged if ".tar.zst" in name}
    if not heads:
        return
    pieces = frozenset(_plain(file.name) for file in found.files if _head(file.name) in heads)
    entries = records.entries(found, pieces)
    if entries is None:
        entries = _told_by_manifest(found, pieces, medium, scratch)
    of_content = (file for file in entries if file.kind in _CONTENT)
    if found.recipients:  # a piece that is not whole cannot be decrypted at all
        yield from of_content
    else:
        yield from _that_cannot_be_read(of_content, medium, found.name)


def _that_cannot_be_read(files: Iterable[IndexedFile], medium: Medium, folder: str) -> Iterator[IndexedFile]:
    with opened_set(medium, folder) as content:
        for file in files:
            if problem_of(content, file):
                medium.check()
                yield file


def _head(name: str) -> str:
    """The piece that a file belongs to: messages.0001.tar.zst of messages.0001.tar.zst.002."""
    return _GOES_ON.sub("", _plain(name))


def _plain(name: str) -> str:
    """As the index calls it."""
    return name.removesuffix(".age")


def _told_by_manifest(
    found: BackupSet, pieces: frozenset[str], medium: Medium, scratch: str
) -> Iterator[IndexedFile]:
    """The manifest on the medium says the same, if it can be read."""
    path = Path(scratch) / f"{found.uuid}-{found.part}.sqlite"
    head = IndexHead(
        found.uuid, found.part, found.name, found.medium_uuid, found.medium_name, found.started_at, ""
    )
    build_index(path, head, read_manifest(medium.read_back(f"{found.name}/{MANIFEST_NAME}")))
    with SetIndex(path) as index:
        yield from (file for file in index.entries() if file.piece in pieces)
