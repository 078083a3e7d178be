"""Answers the engine's listing tasks: folders of file sources, and commands, which are run when listed."""

import os
import time
from collections.abc import Callable

from mmbackup.engine.errors import CommandFailed, FormatError
from mmbackup.engine.sources.channel import Message
from mmbackup.engine.sources.command import CommandSource
from mmbackup.engine.sources.entry import OUTPUT, SIZE, Entry
from mmbackup.engine.sources.files import FilesSource
from mmbackup.engine.sources.findings import Findings, Folder
from mmbackup.engine.sources.registry import KINDS
from mmbackup.engine.sources.remote_files import RemoteFiles
from mmbackup.engine.sources.shared import SharedMemory
from mmbackup.engine.sources.wire import WireSource


class Lister:
    """One task at a time. An OSError that comes out of it is the server's own disk."""

    def __init__(
        self, sources: list[WireSource], memory: SharedMemory, send: Callable[[Message], None]
    ) -> None:
        self._sources = sources
        self._memory = memory
        self._send = send
        self._files: dict[int, FilesSource] = {}

    def answer(self, task: int, source: int, folders: list[Folder]) -> None:
        """No folders: the source's beginning, its roots or its command."""
        findings = Findings(source, lambda found: self._hand_over(task, found, done=False))
        self._memory.enter(source)
        if folders:
            self._list_folders(source, folders, findings)
        elif KINDS[self._sources[source].kind] is CommandSource:
            self._run_command(source, findings)
        elif self._sources[source].spec.host:
            self._list_there(source, findings)
        else:
            self._files_source(source).list_roots(findings)
        self._hand_over(task, findings, done=True)
        self._memory.leave()

    def _list_folders(self, source: int, folders: list[Folder], findings: Findings) -> None:
        lister = self._files_source(source)
        for folder in folders:
            lister.list_folder(folder, findings)
            self._memory.tick()

    def _list_there(self, number: int, findings: Findings) -> None:
        spec = self._sources[number]
        assert spec.spec.host  # noqa: S101 - asked before
        there = RemoteFiles(spec.spec.host, number, spec.rank, spec.settings)
        try:
            there.list_all(findings, self._memory.set_child, self._memory.tick)
        except (CommandFailed, FormatError) as error:
            findings.errors.append(str(error))

    def _files_source(self, number: int) -> FilesSource:
        if number not in self._files:
            spec = self._sources[number]
            self._files[number] = FilesSource(number, spec.rank, spec.settings)
        return self._files[number]

    def _run_command(self, number: int, findings: Findings) -> None:
        spec = self._sources[number]
        try:
            with open(spec.spool, "wb") as spool:
                CommandSource(spec.settings).run(spool, self._memory.set_child, self._memory.tick)
        except CommandFailed as error:
            os.unlink(spec.spool)
            findings.errors.append(str(error))
            return
        findings.add(_output_entry(number, spec))

    def _hand_over(self, task: int, found: Findings, *, done: bool) -> None:
        size = sum(entry[SIZE] for entry in found.entries)
        text = b"".join(found.lines)
        lines = (text, len(found.lines))
        self._send(
            (
                "listed",
                task,
                found.source,
                (found.entries, size),
                found.folders,
                found.pending,
                lines,
                found.errors,
                done,
            )
        )
        self._memory.tick()


def _output_entry(number: int, spec: WireSource) -> Entry:
    path = os.fsencode(spec.spool)
    status = os.stat(path)
    return spec.rank, -time.time_ns(), status.st_dev, status.st_ino, path, OUTPUT, status.st_size, number
