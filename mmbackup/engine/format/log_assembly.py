"""Puts the parts of a log together: header, notes, sections, errors, totals, and how it ended."""

import os
import shutil
from collections.abc import Collection, Iterator, Sequence

from mmbackup.engine.format.log_index import write_index
from mmbackup.engine.format.log_lines import ERRORS_TITLE, TOTALS_TITLE, labelled
from mmbackup.engine.format.log_spool import part_of, spool_folder
from mmbackup.engine.format.names import one_line
from mmbackup.engine.format.server_disk import server_disk

CHUNK = 1 << 20


def body(folder: str, totals: Sequence[str], parts: Collection[str] = ()) -> Iterator[bytes]:
    """The log up to the read back, in chunks. parts are the marks of those it is to hold; none: all."""
    names = sorted(name for name in os.listdir(folder) if not parts or part_of(name) in {"", *parts})
    for name in ["head", *_beginning(names, "notes"), *_beginning(names, "section-")]:
        yield from _part(os.path.join(folder, name))
    errors = _beginning(names, "errors")
    if any(os.path.getsize(os.path.join(folder, name)) for name in errors):
        yield ERRORS_TITLE
        for name in errors:
            yield from _part(os.path.join(folder, name))
    if totals:
        yield TOTALS_TITLE + "".join(f"{one_line(line)}\n" for line in totals).encode()


def _beginning(names: Sequence[str], beginning: str) -> list[str]:
    return [name for name in names if name.startswith(beginning)]


def ending(read_back: str | None, next_step: str, verdict: str) -> bytes:
    """The verdict is the last line, what to do next the line before it. read_back None: nothing is said."""
    rows = "" if read_back is None else labelled("Read back", read_back or "not done")
    if next_step:
        rows += labelled("Next step", next_step)
    return f"\n{rows}{one_line(verdict)}\n".encode()


def assemble(path: str, totals: Sequence[str], end: bytes) -> None:
    """Log and index stand whole and durable before the spool goes."""
    folder = spool_folder(path)
    with server_disk():
        with open(f"{path}.new", "wb") as file:
            file.writelines(body(folder, totals))
            file.write(end)
            file.flush()
            os.fsync(file.fileno())
        write_index(f"{path}.new", f"{path}.idx")
        os.replace(f"{path}.new", path)
        _sync_folder(os.path.dirname(path) or ".")
        os.rename(folder, f"{folder}.done")  # at once, so that half a spool is never taken for a whole one
    shutil.rmtree(f"{folder}.done", ignore_errors=True)


def _part(path: str) -> Iterator[bytes]:
    """A file that a process died over may end in half a line: it is ended here."""
    if not os.path.exists(path):
        return
    last = b"\n"
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
            last = chunk
    if not last.endswith(b"\n"):
        yield b"\n"


def _sync_folder(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
