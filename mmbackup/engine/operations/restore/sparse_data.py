"""The data of a sparse file, which stands behind its map, to be taken by the byte."""

from collections.abc import Iterator

from mmbackup.engine.format.member_reader import SparseMap
from mmbackup.engine.operations.restore.outcomes import FileFault


class Data:
    """What is left of the chunks."""

    def __init__(self, rest: memoryview, chunks: Iterator[memoryview]) -> None:
        self._rest = rest
        self._chunks = chunks

    def take(self, size: int) -> Iterator[memoryview]:
        while size:
            if not self._rest and not self._fill():
                raise FileFault("it holds less than its map says")
            part = self._rest[:size]
            self._rest = self._rest[len(part) :]
            size -= len(part)
            yield part

    def has_more(self) -> bool:
        return bool(self._rest) or self._fill()

    def _fill(self) -> bool:
        self._rest = next(self._chunks, memoryview(b""))
        return bool(self._rest)


def after_map(layout: SparseMap, chunks: Iterator[memoryview]) -> Data:
    for chunk in chunks:
        start = layout.take(chunk)
        if start is not None:
            return Data(chunk[start:], chunks)
    raise FileFault("its map is cut off")
