"""On whose behalf the code runs: set once at each way in, read where a change is remembered."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass

from mmbackup.models.change import Change


@dataclass(frozen=True, slots=True)
class Actor:
    """address: where from, as an IP address or a terminal."""

    name: str
    via: Change.Via
    role: str = ""
    address: str = ""


ITSELF = Actor("mmbackup", Change.Via.ITSELF)
_actor: ContextVar[Actor] = ContextVar("actor", default=ITSELF)


def actor() -> Actor:
    """mmbackup itself where nobody was named: beat, worker and watchdog."""
    return _actor.get()


@contextmanager
def acting_as(who: Actor) -> Iterator[None]:
    before = _actor.set(who)
    try:
        yield
    finally:
        _actor.reset(before)


def at_the_shell() -> Actor:
    """The account at the terminal; who became root by sudo is named too."""
    name = os.environ.get("SUDO_USER") or _account()
    terminal = ""
    with suppress(OSError):
        terminal = os.ttyname(0)
    return Actor(name, Change.Via.SHELL, address=terminal)


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in containers
        return f"uid {os.getuid()}"
