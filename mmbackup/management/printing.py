"""Lines for a shell that may have seen enough before the last one."""

import os
import sys
from collections.abc import Iterable
from typing import Protocol


class Out(Protocol):
    def write(self, text: str, /) -> object: ...


def print_lines(lines: Iterable[str], out: Out) -> int:
    """How many. `manage.py ls … | head` ends it quietly."""
    count = 0
    try:
        for line in lines:
            out.write(line)
            count += 1
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return count
