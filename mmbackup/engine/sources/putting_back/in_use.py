"""Whether a process of this machine has files open: what it holds open must not be changed under it."""

import contextlib
import os
from collections.abc import Iterator


def holders_of(folder: str, names: tuple[str, ...] = ()) -> list[str]:
    """Processes, as "slapd (1234)", that have open what lies below the folder, or these files of it alone.

    Only root sees all of them.
    """
    real = os.path.realpath(folder)
    wanted = {os.path.join(real, name) for name in names}
    return [
        f"{_name(number)} ({number})"
        for number in filter(str.isdigit, os.listdir("/proc"))
        if number != str(os.getpid())
        and any(path in wanted if wanted else path.startswith(real + os.sep) for path in _open_files(number))
    ]


def _open_files(number: str) -> Iterator[str]:
    folder = f"/proc/{number}/fd"
    with contextlib.suppress(OSError):  # it has ended, or is somebody else's
        for name in os.listdir(folder):
            with contextlib.suppress(OSError):
                yield os.readlink(f"{folder}/{name}")


def _name(number: str) -> str:
    with (
        contextlib.suppress(OSError),
        open(f"/proc/{number}/comm", encoding="utf-8", errors="replace") as file,
    ):
        return file.read().strip()
    return "a process"
