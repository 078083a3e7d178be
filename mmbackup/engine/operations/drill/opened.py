"""Whether what came back can be opened: asked of a process that may die of what a stranger has sent."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mmbackup.engine.operations.drill.asking import ask

_PROGRAM = "mmbackup.engine.operations.drill.opener"


@dataclass(frozen=True, slots=True)
class Opening:
    """kind is empty for what was not looked at; problem says why it does not open, if it does not."""

    kind: str = ""
    problem: str = ""


def open_all(paths: Sequence[bytes], cancelled: Callable[[], bool]) -> Iterator[Opening]:
    """One for each path, in order."""
    done = 0
    while done < len(paths) and not cancelled():
        for answer in ask(_PROGRAM, paths[done:], cancelled):
            done += 1
            kind, _, problem = answer.partition("\t")
            yield Opening(kind, problem)
        if done < len(paths):  # it died of this one: not looked at
            done += 1
            yield Opening()
