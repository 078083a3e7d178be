"""The bytes of a piece and of what it goes on in, as one run of bytes: what is missing reads as zeros."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mmbackup.engine.errors import FormatError, MediumDamaged, MediumError, MediumLost
from mmbackup.engine.format.backup_set import SetFile
from mmbackup.engine.media.port import Medium

_GOES_ON = re.compile(r"\.\d{3}$")
_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Chain:
    """A piece's files in their order, and which of them are damaged."""

    files: tuple[SetFile, ...]
    damaged: frozenset[str]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    def position(self, name: str, offset: int) -> int:
        """Where in the chain the byte at offset of that file lies."""
        before = 0
        for file in self.files:
            if file.name == name:
                return before + offset
            before += file.size
        raise FormatError(f"the index names a piece {name!r} that the set does not have")

    def is_touched(self, start: int, end: int) -> bool:
        """Whether anything from start to end lies in a damaged file."""
        before = 0
        for file in self.files:
            if file.name in self.damaged and before < end and start < before + file.size:
                return True
            before += file.size
        return False


def plain_name(name: str) -> str:
    """As the index calls it."""
    return name.removesuffix(".age")


def head_of(name: str) -> str:
    """The piece that a file belongs to: messages.0001.tar.zst of messages.0001.tar.zst.002."""
    return _GOES_ON.sub("", plain_name(name))


def chains_of(files: Iterable[SetFile], damaged: Collection[str]) -> dict[str, Chain]:
    """The damaged ones, by their heads, in the order of the set."""
    heads = {head_of(name) for name in damaged}
    gathered: dict[str, list[SetFile]] = {}
    for file in sorted(files, key=lambda file: file.name):
        if head_of(file.name) in heads and ".tar.zst" in file.name:
            gathered.setdefault(head_of(file.name), []).append(file)
    names = frozenset(damaged)
    return {head: Chain(tuple(of_it), names) for head, of_it in gathered.items()}


class ChainReader:
    """Forwards only. MediumLost when the medium is gone."""

    def __init__(self, medium: Medium, folder: str, files: Sequence[SetFile]) -> None:
        self._parts = _parts(medium, folder, files)
        self._rest = memoryview(b"")
        self._offset = 0

    def between(self, start: int, end: int) -> Iterator[memoryview]:
        while self._offset < end:
            if not self._rest:
                self._rest = next(self._parts, memoryview(bytes(min(_STEP, end - self._offset))))
            skip = min(max(start - self._offset, 0), len(self._rest))
            part = self._rest[skip : end - self._offset]
            self._offset += skip + len(part)
            self._rest = self._rest[skip + len(part) :]
            if part:
                yield part


def _parts(medium: Medium, folder: str, files: Sequence[SetFile]) -> Iterator[memoryview]:
    """Of each file as many bytes as were written."""
    for file in files:
        left = file.size
        for chunk in _chunks(medium, f"{folder}/{file.name}"):
            yield chunk[:left]
            left -= len(chunk[:left])
            if not left:
                break
        while left:
            zeros = memoryview(bytes(min(_STEP, left)))
            yield zeros
            left -= len(zeros)


def _chunks(medium: Medium, path: str) -> Iterator[memoryview]:
    """Up to the first place that cannot be read; each chunk is valid until the next."""
    try:
        yield from medium.read_back(path)
    except (MediumLost, MediumDamaged, FormatError, MediumError):
        medium.check()
