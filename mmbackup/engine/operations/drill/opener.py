"""The process that opens what a drill has restored, within bounds: it is the one to die of a hostile file.

Names come on standard input, each with a NUL behind it; for each a line goes out: the kind of its content, a
tab, and what is wrong with it. Without a kind it was not looked at.
"""

import resource
import sys

from mmbackup.engine.format.names import one_line
from mmbackup.engine.operations.drill.asking import names_asked
from mmbackup.engine.operations.drill.opening import kind_of, problem_of

MEMORY = 512 << 20  # bytes
LONGEST_PROBLEM = 200


def answer(path: bytes) -> str:
    try:
        kind = kind_of(path)
        problem = problem_of(path, kind) if kind else ""
    except (MemoryError, RecursionError, OSError):
        return "\t"
    return f"{kind}\t{one_line(problem)[:LONGEST_PROBLEM]}"


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for each in names_asked():
        sys.stdout.write(f"{answer(each)}\n")
        sys.stdout.flush()
