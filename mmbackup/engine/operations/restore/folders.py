"""The target's folders, opened one below the other from one that is trusted; no link is followed."""

import contextlib
import errno
import os
import resource
from collections import OrderedDict
from collections.abc import Callable

from mmbackup.engine.format.names import escape
from mmbackup.engine.operations.restore.outcomes import FileFault
from mmbackup.engine.operations.restore.places import Spot

FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
MOST_OPEN = 4096
_OTHERS = 128  # descriptors that are left for all else
_NO_FOLDER = {errno.ENOTDIR, errno.ELOOP}
_Key = tuple[bytes, tuple[bytes, ...]]


class Folders:
    """It owns the descriptors. made hears of a folder before it is made; in_the_way may move what is none."""

    def __init__(
        self, made: Callable[[bytes], None], in_the_way: Callable[[int, bytes], bool] | None = None
    ) -> None:
        self._made = made
        self._in_the_way = in_the_way
        self._open: OrderedDict[_Key, int] = OrderedDict()
        self._most = _most_open()

    def holding(self, spot: Spot, *, make: bool = True) -> int:
        """The folder in which the spot's name stands. One that is missing is made, or FileNotFoundError."""
        return self._opened((spot.base, spot.folders), make)

    def at(self, spot: Spot, *, make: bool = True) -> int:
        """The spot as a folder itself."""
        if not spot.name:
            return self.holding(spot, make=make)
        return self._opened((spot.base, (*spot.folders, spot.name)), make)

    def close(self) -> None:
        while self._open:
            os.close(self._open.popitem()[1])

    def _opened(self, key: _Key, make: bool) -> int:
        known = self._open.get(key)
        if known is not None:
            self._open.move_to_end(key)
            return known
        base, parts = key
        depth = len(parts)
        while depth and (base, parts[:depth]) not in self._open:
            depth -= 1
        descriptor = self._open.get((base, parts[:depth]))
        if descriptor is None:
            descriptor = self._keep((base, ()), _open_base(base, make, self._made))
        for end in range(depth + 1, len(parts) + 1):
            below = self._step(descriptor, base, parts[:end], make)
            descriptor = self._keep((base, parts[:end]), below)
        return descriptor

    def _keep(self, key: _Key, descriptor: int) -> int:
        self._open[key] = descriptor
        while len(self._open) > self._most:
            os.close(self._open.popitem(last=False)[1])
        return descriptor

    def _step(self, folder: int, base: bytes, parts: tuple[bytes, ...], make: bool) -> int:
        name = parts[-1]
        try:
            return os.open(name, FLAGS, dir_fd=folder)
        except FileNotFoundError:
            if not make:
                raise
        except OSError as error:
            if error.errno not in _NO_FOLDER:
                raise
            if not (make and self._in_the_way and self._in_the_way(folder, name)):
                where = escape(b"/".join((base.rstrip(b"/"), *parts)))
                raise FileFault(f"{where} is there already and is no folder") from error
        self._make(folder, name, Spot(base, parts[:-1], name).path)
        return os.open(name, FLAGS, dir_fd=folder)

    def _make(self, folder: int, name: bytes, path: bytes) -> None:
        self._made(path)
        with contextlib.suppress(FileExistsError):  # another process of this restore was faster
            os.mkdir(name, 0o700, dir_fd=folder)


def _most_open() -> int:
    """Mail lies in no order of its folders: the more stay open, the less is opened again and again."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_OPEN + _OTHERS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return min(MOST_OPEN, soft - _OTHERS) if soft != resource.RLIM_INFINITY else MOST_OPEN


def _open_base(base: bytes, make: bool, made: Callable[[bytes], None]) -> int:
    """It is the administrator's own: links in it were followed when it was looked up."""
    try:
        return os.open(base, FLAGS)
    except FileNotFoundError:
        if not make:
            raise
    above = os.path.dirname(base)
    if above != base and not os.path.isdir(above):
        os.close(_open_base(above, make, made))
    made(base)
    with contextlib.suppress(FileExistsError):
        os.mkdir(base, 0o755)
    return os.open(base, FLAGS)
