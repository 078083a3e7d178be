"""One keeper a data folder: a kernel lock says so, and drops by itself when its holder dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from mmbackup.environment import data_folder


class RunsAlready(Exception):
    """str() says where."""


@contextmanager
def one_at_a_time(where: str) -> Iterator[None]:
    path = data_folder("run") / "up.lock"
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise RunsAlready(lock.read()) from error
        lock.truncate(0)
        lock.write(where)
        lock.flush()
        yield
