"""Whether what came back can be opened: asked of a process that may die of what a stranger has sent."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mmbackup.engine.operations.drill.asking import ask
from mmbackup.engine.operations.drill.to_open import ToOpen

_PROGRAM = "mmbackup.engine.operations.drill.opener"
_DIED = "its check died of it, or fell silent"


@dataclass(frozen=True, slots=True)
class Opening:
    """kind is empty for what was not looked at; problem says why it does not open, if it does not.

    unchecked: why it was not looked at, where it should have been.
    """

    kind: str = ""
    problem: str = ""
    unchecked: str = ""


def open_all(files: Sequence[ToOpen], cancelled: Callable[[], bool]) -> Iterator[Opening]:
    """One for each file, in order."""
    done = 0
    while done < len(files) and not cancelled():
        for answer in ask(_PROGRAM, [file.packed() for file in files[done:]], cancelled):
            done += 1
            yield Opening(*answer.lstrip("\r").split("\t"))
        if done < len(files) and not cancelled():
            done += 1
            yield Opening(unchecked=_DIED)
