"""Which files are lost with damaged pieces: those of broken frames, and of encrypted pieces all."""

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from pathlib import Path

from mmbackup.engine.format.archive import END
from mmbackup.engine.format.backup_set import BackupSet
from mmbackup.engine.format.frame import frame_of
from mmbackup.engine.format.manifest import MANIFEST_NAME, read_manifest
from mmbackup.engine.index.build import build_index
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import IndexedFile, IndexHead
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.checking.chains import Chain, ChainReader, chains_of, head_of, plain_name
from mmbackup.engine.operations.checking.frames import is_sound
from mmbackup.engine.operations.checking.job import Records

ARCHIVE_END = frame_of(END)  # stands last in each piece, and belongs to no file


def damaged_files(
    found: BackupSet, damaged: Collection[str], medium: Medium, records: Records, scratch: str
) -> Iterator[IndexedFile]:
    """In the medium's order. FormatError when neither index nor manifest tells what lies in the pieces."""
    chains = chains_of(found.files, damaged)
    if not chains:
        return
    names = frozenset(plain_name(file.name) for chain in chains.values() for file in chain.files)
    entries = records.entries(found, names)
    if entries is None:
        entries = _told_by_manifest(found, names, medium, scratch)
    for head, of_chain in groupby(entries, key=lambda file: head_of(file.piece)):
        if found.recipients:
            yield from of_chain
        else:
            yield from _of_chain(chains[head], of_chain, medium, found.name)


def _of_chain(
    chain: Chain, entries: Iterable[IndexedFile], medium: Medium, folder: str
) -> Iterator[IndexedFile]:
    """Frame by frame; a file larger than a frame has the frames up to the next one's first."""
    reader = ChainReader(medium, folder, chain.files)
    pending: list[IndexedFile] = []
    start = 0
    for (piece, frame), group in groupby(entries, key=lambda file: (file.piece, file.frame)):
        here = chain.position(piece, frame)
        if pending and not _is_whole(chain, reader, start, here, pending):
            yield from pending
        start, pending = here, list(group)
    end = chain.size - len(ARCHIVE_END)
    if pending and not _is_whole(chain, reader, start, end, pending):
        yield from pending


def _is_whole(chain: Chain, reader: ChainReader, start: int, end: int, files: list[IndexedFile]) -> bool:
    if not chain.is_touched(start, end):
        return True
    return is_sound(reader.between(start, end), files)


def _told_by_manifest(
    found: BackupSet, names: frozenset[str], medium: Medium, scratch: str
) -> Iterator[IndexedFile]:
    """The manifest on the medium says the same, if it can be read."""
    path = Path(scratch) / f"{found.uuid}-{found.part}.sqlite"
    head = IndexHead(
        found.uuid, found.part, found.name, found.medium_uuid, found.medium_name, found.started_at, ""
    )
    build_index(path, head, read_manifest(medium.read_back(f"{found.name}/{MANIFEST_NAME}")))
    with SetIndex(path) as index:
        for file in index.entries(()):
            if file.piece in names:
                yield file
