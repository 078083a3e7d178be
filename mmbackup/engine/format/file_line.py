"""A file's line in the log. It begins with spaces: no name can look like a heading."""

from mmbackup.engine.format.names import escape, one_line


def file_line(path: bytes, size: int, outcome: str) -> bytes:
    """Outcome, size, path: the readers call this for every file."""
    return f"  {outcome:<18} {size:>13,}  {escape(path)}\n".encode()


def error_line(text: str) -> bytes:
    return f"  {'ERROR':<18} {'':>13}  {one_line(text)}\n".encode()
