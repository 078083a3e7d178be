"""Lists folders and files of another machine: there in one go, by find."""

import os
import re
from array import array
from collections.abc import Callable, Sequence

from mmbackup.engine.format.names import escape
from mmbackup.engine.hosts import listed as kinds
from mmbackup.engine.hosts.asking import ask
from mmbackup.engine.hosts.host import Host, request
from mmbackup.engine.hosts.listed import Listed, listed
from mmbackup.engine.hosts.pace import pace_for
from mmbackup.engine.sources.entry import FILE, FOLDER, SYMLINK, Entry
from mmbackup.engine.sources.findings import Findings
from mmbackup.engine.sources.local_files import distinct_roots
from mmbackup.engine.sources.moved import twin_of
from mmbackup.engine.sources.patterns import Patterns
from mmbackup.engine.sources.port import Walk
from mmbackup.engine.sources.roots import lies_in

_KINDS = {kinds.FILE: FILE, kinds.FOLDER: FOLDER, kinds.SYMLINK: SYMLINK}
_SPECIAL = {
    b"s": "not saved: socket",
    b"p": "not saved: FIFO",
    b"c": "not saved: character device",
    b"b": "not saved: block device",
}
_GONE = re.compile(rb"find: .(?P<path>/.*).: No such file or directory")


class RemoteFiles:
    """started and alive are those of hosts.asking.ask."""

    def __init__(self, host: Host, number: int, rank: int, walk: Walk) -> None:
        self._host = host
        self._number = number
        self._rank = rank
        self._roots = distinct_roots(walk.roots)
        self._include = Patterns(walk.include)
        self._exclude = Patterns(walk.exclude)
        self._below = b""  # the root that is being listed
        self._left_out = b""  # the excluded folder whose content is coming
        self._told = array("q")

    def list_all(self, findings: Findings, started: Callable[[int], None], alive: Callable[[], None]) -> None:
        """CommandFailed or FormatError when the list cannot be had whole."""
        name, pace = self._host.address, pace_for(self._host)
        argv, gone = request(self._host, "list", *self._roots), list[bytes]()
        for is_complaint, text in ask(name, argv, started=started, alive=alive, pace=pace, explained=True):
            if is_complaint:
                gone += complain(text, self._roots, findings)
            else:
                self._look_at(listed(text), findings)
        if gone:
            argv = request(self._host, "names", *sorted(_near(gone)))
            answers = ask(name, argv, started=started, alive=alive, pace=pace)
            self._look_again(
                gone, [listed(text) for is_complaint, text in answers if not is_complaint], findings
            )

    def _look_again(self, gone: list[bytes], there: list[Listed], findings: Findings) -> None:
        """What left its name while it was listed may lie there under another: mail moves in herds."""
        near, earlier, moved = _near(gone), frozenset(self._told), set[bytes]()
        for one in there:
            folder = os.path.dirname(one.path)
            if one.kind == kinds.FILE and folder in near and _identity(one) not in earlier:
                moved |= _near([one.path])
                self._begin_at(one.path)
                self._look_at(one, findings)
        for path in gone:
            if os.path.dirname(path) not in moved:
                findings.note(path, "vanished")

    def _begin_at(self, path: bytes) -> None:
        """As if all before it had been listed."""
        self._below = next((root for root in self._roots if lies_in(path, root)), b"").rstrip(b"/") + b"/"
        self._left_out = b""
        *folders, _ = path[len(self._below) :].split(b"/")
        for count, name in enumerate(folders, 1):
            below = b"/".join(folders[:count])
            if self._exclude and self._exclude.match(below, name):
                self._left_out = self._below + below + b"/"

    def _look_at(self, found: Listed, findings: Findings) -> None:
        self._told.append(_identity(found))
        if self._is_left_out(found):
            return
        entry = listed_entry(found, self._number, self._rank)
        if entry is None:
            findings.note(found.path, _SPECIAL.get(found.kind, "not saved: special file"))
        else:
            findings.add(entry)

    def _is_left_out(self, found: Listed) -> bool:
        """By the patterns, which speak of the path below the root."""
        path = found.path
        if not self._below or not (path + b"/").startswith(self._below):
            self._below, self._left_out = path.rstrip(b"/") + b"/", b""
            return False
        if self._left_out and path.startswith(self._left_out):
            return True
        below, name = path[len(self._below) :], path.rpartition(b"/")[2]
        if self._exclude and self._exclude.match(below, name):
            self._left_out = path + b"/"
            return True
        is_folder = found.kind == kinds.FOLDER
        return not is_folder and bool(self._include) and not self._include.match(below, name)


def complain(line: bytes, roots: Sequence[bytes], findings: Findings) -> list[bytes]:
    """What find says on standard error: what is gone by now is no error, unless it is a root. Its path."""
    gone = _GONE.fullmatch(line)
    if gone and gone["path"] not in roots:
        return [gone["path"]]
    findings.errors.append(escape(line))
    return []


def _near(paths: Sequence[bytes]) -> set[bytes]:
    """The folders that they lie in, and the other one of a Maildir's two."""
    folders = {os.path.dirname(path) for path in paths}
    return folders | {twin for folder in folders for twin in twin_of(folder)}


def _identity(found: Listed) -> int:
    return hash((found.device, found.inode))


def listed_entry(found: Listed, number: int, rank: int) -> Entry | None:
    """Of source number; None for what is neither file nor link nor folder."""
    kind = _KINDS.get(found.kind)
    if kind is None:
        return None
    rank = -found.path.count(b"/") if kind == FOLDER else rank
    size = found.size if kind == FILE else 0
    return rank, -found.mtime_ns, found.device, found.inode, found.path, kind, size, number
