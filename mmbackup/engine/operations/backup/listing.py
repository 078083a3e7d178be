"""Lists all sources before anything is written, and sorts what there is into the order of saving."""

import os
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.readers import Lost, Readers
from mmbackup.engine.operations.backup.sorting import Sorter
from mmbackup.engine.sources.channel import Message
from mmbackup.engine.sources.entry import Entry
from mmbackup.engine.sources.findings import Folder

_FOLDERS_AT_ONCE = 32
_DEPTH = 2  # tasks a reader has before it


class InOrder(Protocol):
    """Entries in the order of saving."""

    def merged(self) -> Iterator[Entry]: ...


@dataclass(slots=True)
class Found:
    """What one data type has."""

    files: InOrder
    folders: InOrder


@dataclass(slots=True)
class _Task:
    number: int
    source: int
    folders: list[Folder]


@dataclass(slots=True)
class Listing:
    """by_type holds the entries; files and sizes count by source what there is to save."""

    by_type: dict[DataType, Found]
    files: Counter[int] = field(default_factory=Counter)
    sizes: Counter[int] = field(default_factory=Counter)


def list_sources(desk: Desk, readers: Readers) -> Listing:
    return _Walk(desk, readers).run()


class _Walk:
    """The deepest folder found last is listed first, which keeps the queue short."""

    def __init__(self, desk: Desk, readers: Readers) -> None:
        self._desk = desk
        self._readers = readers
        self._queue: deque[tuple[int, list[Folder]]] = deque()
        self._queue.extend((source, []) for source in range(len(desk.job.sources)))
        self._pending: list[tuple[int, Folder]] = []
        self._next = 0
        folder = desk.job.spool_folder
        self._sorters = {
            data_type: (
                Sorter(os.path.join(folder, f"{data_type.slug}-files")),
                Sorter(os.path.join(folder, f"{data_type.slug}-folders")),
            )
            for data_type in DataType
        }
        self._found = Listing({data_type: Found(*both) for data_type, both in self._sorters.items()})

    def run(self) -> Listing:
        while self._feed() or not self._readers.is_idle:
            for number, event in self._readers.events():
                if isinstance(event, Lost):
                    self._give_back(event)
                else:
                    self._take(number, event)
        for source in self._readers.dropped:  # what hung once would hang again
            self._found.files[source] = self._found.sizes[source] = 0
        return self._found

    def _feed(self) -> bool:
        """Give each idle reader a task, and one to go on with; whether there was any."""
        fed = False
        for number, reader in enumerate(self._readers.all):
            task = None if reader.tasks else self._next_task(number)
            if task is None and len(reader.tasks) < _DEPTH and number in self._readers.local:
                task = self._folders_task()
            if task is not None:
                reader.give(task.number, task, ("list", task.number, task.source, task.folders))
                fed = True
        return fed

    def _next_task(self, reader: int) -> _Task | None:
        for queued in list(self._queue):
            source, folders = queued
            if source in self._readers.dropped:
                self._queue.remove(queued)
            elif reader in self._readers.for_source(source):
                self._queue.remove(queued)
                return self._task(source, folders)
        return self._folders_task() if reader in self._readers.local else None

    def _task(self, source: int, folders: list[Folder]) -> _Task:
        self._next += 1
        return _Task(self._next, source, folders)

    def _folders_task(self) -> _Task | None:
        """Several folders of one source, but not all there are: the other reader wants some too."""
        most = min(_FOLDERS_AT_ONCE, len(self._pending) // 4 + 1)
        while self._pending and self._pending[-1][0] in self._readers.dropped:
            self._pending.pop()
        if not self._pending:
            return None
        source = self._pending[-1][0]
        folders: list[Folder] = []
        while self._pending and self._pending[-1][0] == source and len(folders) < most:
            folders.append(self._pending.pop()[1])
        return self._task(source, folders)

    def _give_back(self, lost: Lost) -> None:
        for task in lost.tasks:
            if task.source not in self._readers.dropped:
                self._queue.append((task.source, task.folders))

    def _take(self, number: int, message: Message) -> None:
        _, task, source, (entries, size), folders, pending, (lines, count), errors, done = message
        spec = self._desk.job.sources[source]
        all_files, all_folders = self._sorters[spec.item.data_type]
        all_files.add(entries)
        all_folders.add(folders)
        self._pending += [(source, folder) for folder in pending]
        self._found.files[source] += len(entries)
        self._found.sizes[source] += size
        self._desk.log.add_lines(spec.server, spec.item.slug, lines, count)
        for text in errors:
            self._desk.source_error(source, text)
        if done:
            del self._readers.all[number].tasks[task]
        files, bytes_found = self._found.files.total(), self._found.sizes.total()
        self._desk.progress((files, bytes_found), (0, 0))
