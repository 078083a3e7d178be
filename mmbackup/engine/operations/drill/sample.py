"""What a drill restores: System data whole, and of the rest a sample with at least one of each kind."""

import os
from collections.abc import Iterable, Iterator
from random import Random

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.index.shapes import IndexedFile, Pick

MOST_KINDS = 100
SPARE = 4  # candidates drawn for each place: some may be too large


def picks_of(files: Iterable[IndexedFile], *, seed: str, most_files: int, most_size: int) -> tuple[Pick, ...]:
    """Memory does not grow with the files: they are gone through once."""
    random = Random(seed)  # noqa: S311 - a sample, no secret
    system: list[Pick] = []
    one_of_each: dict[tuple[str, str, bytes], tuple[int, IndexedFile]] = {}
    drawn = _Drawn(random, most_files * SPARE)
    for file in _to_choose_from(files):
        if file.data_type == DataType.SYSTEM.slug:
            system = system or [Pick(data_type=file.data_type)]
            continue
        drawn.offer(file)
        _offer_of_kind(one_of_each, file, random, most_size)
    chosen = _within([file for _, file in one_of_each.values()], drawn.files, most_files, most_size)
    return (*system, *(Pick(path=file.path) for file in chosen))


def _to_choose_from(files: Iterable[IndexedFile]) -> Iterator[IndexedFile]:
    """A slice alone is no file."""
    return (file for file in files if file.kind == "file" and file.slice is None)


def _offer_of_kind(
    one_of_each: dict[tuple[str, str, bytes], tuple[int, IndexedFile]],
    file: IndexedFile,
    random: Random,
    most_size: int,
) -> None:
    """Each of a kind is as likely as any other."""
    kind = (file.data_type, file.server, os.path.splitext(file.path)[1][:12])
    seen, kept = one_of_each.get(kind, (0, file))
    if file.size > most_size or (not seen and len(one_of_each) >= MOST_KINDS):
        return
    is_taken = random.randrange(seen + 1) == 0
    one_of_each[kind] = (seen + 1, file if is_taken else kept)


def _within(
    first: list[IndexedFile], then: list[IndexedFile], most_files: int, most_size: int
) -> list[IndexedFile]:
    chosen: dict[bytes, IndexedFile] = {}
    left = most_size
    for file in (*first, *then):
        if file.path not in chosen and file.size <= left and len(chosen) < most_files:
            chosen[file.path] = file
            left -= file.size
    return list(chosen.values())


class _Drawn:
    """A sample of all that is offered, each as likely as any other."""

    def __init__(self, random: Random, most: int) -> None:
        self.files: list[IndexedFile] = []
        self._random, self._most, self._offered = random, most, 0

    def offer(self, file: IndexedFile) -> None:
        self._offered += 1
        if len(self.files) < self._most:
            self.files.append(file)
            return
        place = self._random.randrange(self._offered)
        if place < self._most:
            self.files[place] = file
