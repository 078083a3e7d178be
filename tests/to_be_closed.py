"""What a test opens for a look of its own, such as a medium or an index: closed when the test is over.

What a fixture of a whole module opens stays until the tests are over.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar


class _Closed(Protocol):
    def close(self) -> None: ...


Opened = TypeVar("Opened", bound=_Closed)
_open: list[_Closed] = []


def to_be_closed(opened: Opened) -> Opened:
    _open.append(opened)
    return opened


@contextmanager
def closing_what_was_opened() -> Iterator[None]:
    before = len(_open)
    try:
        yield
    finally:
        while len(_open) > before:
            _open.pop().close()
