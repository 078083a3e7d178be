"""Answers the engine's listing tasks: folders of files, and dumps, which are made when listed."""

from collections.abc import Callable

from mmbackup.engine.errors import CommandFailed, FormatError
from mmbackup.engine.hosts.host import Host
from mmbackup.engine.hosts.line import Line
from mmbackup.engine.hosts.teller import HostTeller
from mmbackup.engine.sources.channel import Message
from mmbackup.engine.sources.dumping import Dumper
from mmbackup.engine.sources.entry import SIZE
from mmbackup.engine.sources.findings import Findings, Folder
from mmbackup.engine.sources.local_files import LocalFiles
from mmbackup.engine.sources.port import DumpKind, SiftedKind
from mmbackup.engine.sources.queue_files import QueueFiles
from mmbackup.engine.sources.registry import KINDS, walk_of
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
        self._files: dict[int, LocalFiles] = {}
        self._lines: dict[Host | None, Line] = {}

    def answer(self, task: int, source: int, folders: list[Folder]) -> None:
        """No folders: the source's beginning, its roots or its dumps."""
        findings = Findings(source, lambda found: self._hand_over(task, found, done=False))
        self._memory.enter(source)
        if folders:
            self._list_folders(source, folders, findings)
        else:
            self._begin(source, findings)
        self._hand_over(task, findings, done=True)
        self._memory.leave()

    def _list_folders(self, source: int, folders: list[Folder], findings: Findings) -> None:
        lister = self._files_source(source)
        for folder in folders:
            lister.list_folder(folder, findings)
            self._memory.tick()

    def _begin(self, number: int, findings: Findings) -> None:
        spec = self._sources[number]
        host, kind = spec.spec.host, KINDS[spec.kind]
        try:
            if isinstance(kind, DumpKind):
                teller = HostTeller(host, self._memory.set_child, self._memory.tick)
                line = self._lines.setdefault(host, Line(host.limit if host else 0))
                Dumper(number, spec, self._memory, findings, line).run(kind.dumps(spec.settings, teller))
            elif isinstance(kind, SiftedKind):
                queue = QueueFiles(host, number, spec.rank)
                queue.list_all(kind, spec.settings, findings, self._memory.set_child, self._memory.tick)
            elif host:
                there = RemoteFiles(host, number, spec.rank, kind.walk(spec.settings))
                there.list_all(findings, self._memory.set_child, self._memory.tick)
            else:
                self._files_source(number).list_roots(findings)
        except (CommandFailed, FormatError) as error:
            findings.errors.append(str(error))

    def _files_source(self, number: int) -> LocalFiles:
        if number not in self._files:
            spec = self._sources[number]
            self._files[number] = LocalFiles(number, spec.rank, walk_of(spec.kind, spec.settings))
        return self._files[number]

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
