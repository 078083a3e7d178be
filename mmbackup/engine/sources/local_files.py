"""Lists folders and files under some roots of this machine."""

import os
import stat
from collections.abc import Sequence

from mmbackup.engine.sources.entry import FILE, FOLDER, SYMLINK, Entry
from mmbackup.engine.sources.findings import Findings, Folder
from mmbackup.engine.sources.patterns import Patterns
from mmbackup.engine.sources.port import Walk

_KINDS = {stat.S_IFREG: FILE, stat.S_IFLNK: SYMLINK, stat.S_IFDIR: FOLDER}
_SPECIAL = {
    stat.S_IFSOCK: "not saved: socket",
    stat.S_IFIFO: "not saved: FIFO",
    stat.S_IFCHR: "not saved: character device",
    stat.S_IFBLK: "not saved: block device",
}


class LocalFiles:
    """Lists roots and folders; knows nothing of what becomes of the entries."""

    def __init__(self, number: int, rank: int, walk: Walk) -> None:
        self._number = number
        self._rank = rank
        self._roots = distinct_roots(walk.roots)
        self._include = Patterns(walk.include)
        self._exclude = Patterns(walk.exclude)

    def list_roots(self, findings: Findings) -> None:
        for root in self._roots:
            self._list_root(root, findings)

    def list_folder(self, folder: Folder, findings: Findings) -> None:
        path, below = folder
        try:
            with os.scandir(path) as found:
                for item in found:
                    self._look_at(item, below, findings)
        except FileNotFoundError:
            findings.note(path, "vanished")
        except OSError as error:
            findings.fail(path, error)

    def _list_root(self, root: bytes, findings: Findings) -> None:
        """A root that is a link is saved as the link, and what it leads to under its own name."""
        try:
            status = os.lstat(root)
            if stat.S_ISLNK(status.st_mode):
                findings.add(self._entry(root, SYMLINK, status))
                root = os.path.realpath(root, strict=True)
                status = os.lstat(root)
        except OSError as error:
            findings.fail(root, error)
            return
        self._sort_in(root, len(root.rstrip(b"/")) + 1, status, findings)

    def _look_at(self, item: "os.DirEntry[bytes]", below: int, findings: Findings) -> None:
        path = item.path
        if self._exclude and self._exclude.match(path[below:], item.name):
            return
        try:
            status = item.stat(follow_symlinks=False)
        except FileNotFoundError:
            findings.note(path, "vanished")
        except OSError as error:
            findings.fail(path, error)
        else:
            is_folder = stat.S_ISDIR(status.st_mode)
            if is_folder or not self._include or self._include.match(path[below:], item.name):
                self._sort_in(path, below, status, findings)

    def _sort_in(self, path: bytes, below: int, status: os.stat_result, findings: Findings) -> None:
        file_format = stat.S_IFMT(status.st_mode)
        kind = _KINDS.get(file_format)
        if kind is None:
            findings.note(path, _SPECIAL.get(file_format, "not saved: special file"))
            return
        if kind == FOLDER:
            findings.pending.append((path, below))
        findings.add(self._entry(path, kind, status))

    def _entry(self, path: bytes, kind: int, status: os.stat_result) -> Entry:
        # folders are saved last, the deepest first, so that nothing changes their times afterwards
        rank = -path.count(b"/") if kind == FOLDER else self._rank
        size = status.st_size if kind == FILE else 0
        return rank, -status.st_mtime_ns, status.st_dev, status.st_ino, path, kind, size, self._number


def distinct_roots(roots: Sequence[str]) -> list[bytes]:
    """Without those that lie in another one, which would be saved twice."""
    paths = sorted({os.path.normpath(os.fsencode(root)) for root in roots})
    return [
        path
        for path in paths
        if not any(path != other and path.startswith(other.rstrip(b"/") + b"/") for other in paths)
    ]
