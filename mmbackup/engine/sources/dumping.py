"""Has programs say what a source is to save, into the spool folder. A dump that fails costs itself alone."""

import os
import re
import time
from collections.abc import Iterator

from mmbackup.engine.errors import CommandFailed, FormatError
from mmbackup.engine.format.names import escape
from mmbackup.engine.hosts.host import REFUSED, packed
from mmbackup.engine.hosts.incoming import Incoming
from mmbackup.engine.hosts.line import Line
from mmbackup.engine.hosts.pace import pace_for
from mmbackup.engine.hosts.program import failure, running, said
from mmbackup.engine.sources.entry import OUTPUT, Entry
from mmbackup.engine.sources.findings import Findings
from mmbackup.engine.sources.port import Dump
from mmbackup.engine.sources.shared import SharedMemory
from mmbackup.engine.sources.wire import WireSource

_TAIL = 2000
_LONGEST_NAME = 255  # bytes; this machine's file systems take no longer one
_ESCAPED = re.compile("%(25|2F|00|2E)")


class Dumper:
    """line: to the source's host, if it has one. An OSError that comes out of it is the server's own disk."""

    def __init__(
        self, number: int, source: WireSource, memory: SharedMemory, findings: Findings, line: Line
    ) -> None:
        self._number = number
        self._source = source
        self._memory = memory
        self._findings = findings
        self._line = line

    def run(self, dumps: Iterator[Dump]) -> None:
        os.makedirs(self._source.spool, mode=0o700, exist_ok=True)
        for dump in dumps:
            name = file_name(dump.name)
            if len(os.fsencode(name)) > _LONGEST_NAME:  # it is the host's fault, not this server's disk's
                self._findings.errors.append(f"{escape(os.fsencode(dump.name))}: the name is too long")
            else:
                self._run_one(dump, os.path.join(self._source.spool, name))

    def _run_one(self, dump: Dump, path: str) -> None:
        try:
            self._dump(dump, path)
        except CommandFailed as error:
            os.unlink(path)
            self._findings.errors.append(str(error))
        else:
            self._findings.add(self._entry(os.fsencode(path)))

    def _dump(self, dump: Dump, path: str) -> None:
        name = escape(os.fsencode(dump.name))
        status, complaint = self._take_down(dump, path)
        if status == REFUSED and self._line.is_packed:  # an older program there does not know of it
            self._line.refuse()
            status, complaint = self._take_down(dump, path)
        if status:
            raise CommandFailed(f"{name}: {failure(dump.argv[0], status, complaint)}")
        _check(dump, path, name)

    def _take_down(self, dump: Dump, path: str) -> tuple[int, bytes]:
        """How it ended: its status, and the end of its complaints."""
        host, complaint = self._source.spec.host, b""
        argv = packed(dump.argv) if self._line.is_packed else dump.argv
        incoming = Incoming(is_packed=self._line.is_packed)
        with open(path, "wb") as file, running(argv, self._memory.set_child) as process:
            try:
                for is_complaint, chunk in said(process, pace_for(host)):
                    self._memory.tick()
                    if is_complaint:
                        complaint = (complaint + chunk)[-_TAIL:]
                    else:
                        file.writelines(incoming.pieces(chunk))
                status = process.wait()
                file.write(b"" if status else incoming.end())
            except FormatError as error:
                raise CommandFailed(f"{escape(os.fsencode(dump.name))}: {error}") from error
        if host and not status:
            self._line.had_better_change(incoming.passage)  # of which the next dump has the good
        return status, complaint

    def _entry(self, path: bytes) -> Entry:
        status = os.stat(path)
        device, inode = status.st_dev, status.st_ino
        return self._source.rank, -time.time_ns(), device, inode, path, OUTPUT, status.st_size, self._number


def _check(dump: Dump, path: str, name: str) -> None:
    if dump.check is None:
        return
    try:
        dump.check(path)
    except CommandFailed as error:
        raise CommandFailed(f"{name}: {error}") from error


def dump_name(file: str) -> str:
    """The name that file_name made this of; file itself where that is not so."""
    name = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), file) if file != "%" else ""
    return name if file_name(name) == file else file


def file_name(name: str) -> str:
    """A host names its databases as it likes: what would lead elsewhere, or nowhere, is written as %2F."""
    plain = name.replace("%", "%25").replace("/", "%2F").replace("\0", "%00")
    return plain if plain.strip(".") else plain.replace(".", "%2E") or "%"
