"""Lists folders and files under some roots of this machine."""

import os
import stat
from collections.abc import Sequence

from mmbackup.engine.sources.entry import FILE, FOLDER, SYMLINK, Entry
from mmbackup.engine.sources.findings import Findings, Folder
from mmbackup.engine.sources.patterns import Patterns
from mmbackup.engine.sources.port import Walk
from mmbackup.engine.sources.scans import Scans, in_pairs

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
        paths, below = folder
        inside: list[bytes] = []
        scans = Scans()
        for path in paths:
            try:
                self._scan_until_still(path, below, scans, inside, findings)
            except FileNotFoundError:
                findings.note(path, "vanished")
            except OSError as error:
                findings.fail(path, error)
        findings.pending += [(one, below) for one in in_pairs(inside)]

    def _scan_until_still(
        self, path: bytes, below: int, scans: Scans, inside: list[bytes], findings: Findings
    ) -> None:
        """A file that is renamed while its folder is read may show under neither name: it is read again."""
        for _ in scans.until_still(path):
            with os.scandir(path) as found:
                for item in found:
                    self._look_at(item, below, scans, inside, findings)
        for gone in scans.gone:
            findings.note(gone, "vanished")

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
        folders: list[bytes] = []
        below = len(root.rstrip(b"/")) + 1
        self._sort_in(root, status, folders, findings)
        findings.pending += [((folder,), below) for folder in folders]

    def _look_at(
        self, item: "os.DirEntry[bytes]", below: int, scans: Scans, inside: list[bytes], findings: Findings
    ) -> None:
        path = item.path
        if self._exclude and self._exclude.match(path[below:], item.name):
            return
        try:
            status = item.stat(follow_symlinks=False)
        except FileNotFoundError:
            scans.gone.append(path)
        except OSError as error:
            findings.fail(path, error)
        else:
            is_folder = stat.S_ISDIR(status.st_mode)
            is_wanted = is_folder or not self._include or self._include.match(path[below:], item.name)
            if scans.is_new(status) and is_wanted:
                self._sort_in(path, status, inside, findings)

    def _sort_in(self, path: bytes, status: os.stat_result, inside: list[bytes], findings: Findings) -> None:
        file_format = stat.S_IFMT(status.st_mode)
        kind = _KINDS.get(file_format)
        if kind is None:
            findings.note(path, _SPECIAL.get(file_format, "not saved: special file"))
            return
        if kind == FOLDER:
            inside.append(path)
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
