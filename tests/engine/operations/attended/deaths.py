"""Dies at one of the moments at which an attended backup makes something durable, or changes a name."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CALLS = ("fsync", "rename", "replace", "unlink", "mkdir")
When = Callable[[int, str], bool]


class Died(BaseException):
    """No code of the product's answers it."""


class Deaths:
    """when is asked with the call's number and with its name and path, and the call is not made any more.

    is_hard: nor is any one after it, as when the process was killed; else what cleans up behind the backup
    still runs, as after a second Ctrl-C.
    """

    def __init__(self, when: When, *, is_hard: bool) -> None:
        self.calls = 0
        self.has_died = False
        self._when = when
        self._is_hard = is_hard

    def instead_of(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **more: Any) -> Any:
            self.calls += 1
            if self.has_died:
                if self._is_hard:
                    raise Died
            elif self._when(self.calls, f"{call.__name__} {_path(arguments)}"):
                self.has_died = True
                raise Died
            return call(*arguments, **more)

        return counted


def at(words: str) -> When:
    """The first call of that name on such a path, such as "rename verified.json"."""
    call, _, path = words.partition(" ")
    return lambda _number, made: made.startswith(f"{call} ") and path in made


@contextmanager
def dying(when: When, *, is_hard: bool) -> Iterator[Deaths]:
    deaths = Deaths(when, is_hard=is_hard)
    with pytest.MonkeyPatch.context() as patched:
        for name in CALLS:
            patched.setattr(os, name, deaths.instead_of(getattr(os, name)))
        yield deaths


def _path(arguments: tuple[Any, ...]) -> str:
    """The new one where a name is changed."""
    target = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], str) else arguments[0]
    return os.readlink(f"/proc/self/fd/{target}") if isinstance(target, int) else str(target)
