"""Whether a process lives, and who its children are: it may end while it is looked at."""

from pathlib import Path

GONE = (FileNotFoundError, ProcessLookupError)  # before its file was opened, or before it was read


def is_alive(process: int) -> bool:
    """A zombie does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text()
    except GONE:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def command_of(process: int) -> bytes:
    """Its words, each with a zero byte behind it. A zombie, and one that is gone, has none."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except GONE:
        return b""


def family_of(process: int) -> list[int]:
    """Children and their children."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except GONE:
        return []
    return [member for child in map(int, children) for member in (child, *family_of(child))]
