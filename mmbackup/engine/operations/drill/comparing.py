"""Compares what came back with its source, where that is unchanged since: size, time, then bytes."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.drill.asking import ask

_PROGRAM = "mmbackup.engine.operations.drill.source_reader"


def place_of(file: IndexedFile, roots: Mapping[str, Sequence[bytes]]) -> bytes | None:
    """Where it was saved from, if a local source still saves it from there."""
    server, _, rest = file.path.partition(b"/")
    path = b"/" + rest
    of_server = roots.get(server.decode("utf-8", "surrogateescape"), ())
    is_ours = any(path == root or path.startswith(root.rstrip(b"/") + b"/") for root in of_server)
    return path if is_ours else None


def differing(
    files: Sequence[tuple[IndexedFile, bytes]], cancelled: Callable[[], bool]
) -> Iterator[tuple[IndexedFile, bool]]:
    """Each file that is unchanged at its source, and whether its bytes there are others.

    Ends early when the source does not answer: nothing is known of the rest then.
    """
    answers = ask(_PROGRAM, [place for _, place in files], cancelled)
    for (file, _), answer in zip(files, answers, strict=False):
        size, mtime_ns, sha256 = (*answer.split(), "", "", "")[:3]
        if (size, mtime_ns) == (str(file.size), str(file.mtime_ns)):
            yield file, sha256 != file.sha256
