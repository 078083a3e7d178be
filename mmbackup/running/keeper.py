"""Keeps programs running: starts again what ended unasked, and ends all of them together.

One thread and no handlers: the signals wait, and the keeper asks for them between its other steps.
"""

import signal
import time
from collections.abc import Callable, Iterable, Mapping

from mmbackup.running.child import Child, Program

ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
_AWAITED = ENDING | {signal.SIGCHLD}
_TICK = 0.25  # seconds between looks
_PATIENCE = 10.0  # seconds a program has to end by itself
_SOON = 10.0  # a program that lives shorter than this starts again ever later
_LONGEST_PAUSE = 60.0


class Keeper:
    """Say tells people; it is called with one line at a time."""

    def __init__(self, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        self._environment = environment
        self._say = say
        self._kept: list[_Kept] = []
        signal.pthread_sigmask(signal.SIG_BLOCK, _AWAITED)

    def start(self, program: Program) -> None:
        self._kept.append(_Kept(program, Child(program, self._environment)))

    def keep(self, steps: Iterable[object]) -> None:
        """Until a signal asks to end. Meanwhile one of the steps is taken at each look."""
        work = iter(steps)
        while not self._asked_to_end(_TICK):
            for kept in self._kept:
                kept.look(self._environment, self._say)
            next(work, None)

    def end(self) -> None:
        """The first started ends last, since the others may need it; a signal meanwhile means at once."""
        children = [kept.child for kept in self._kept]
        self._end(children[1:])
        self._end(children[:1])
        self._kept.clear()

    def _end(self, children: list[Child]) -> None:
        for child in children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        while any(child.ended() is None for child in children) and time.monotonic() < deadline:
            if self._asked_to_end(0.05):
                break
        for child in children:
            child.signal(signal.SIGKILL)  # also to what a program that ended has left behind
        while any(child.ended() is None for child in children):
            signal.sigtimedwait({signal.SIGCHLD}, 0.05)

    def _asked_to_end(self, within: float) -> bool:
        found = signal.sigtimedwait(_AWAITED, within)
        return found is not None and found.si_signo in ENDING


class _Kept:
    """A program with its present child, or the moment of its next start."""

    def __init__(self, program: Program, child: Child) -> None:
        self.program = program
        self.child = child
        self._started = time.monotonic()
        self._pause = 1.0
        self._next_start: float | None = None

    def look(self, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        now = time.monotonic()
        if self._next_start is None:
            self._note_end(now, say)
        elif now >= self._next_start:
            self.child = Child(self.program, environment)
            self._started, self._next_start = now, None

    def _note_end(self, now: float, say: Callable[[str], None]) -> None:
        how = self.child.ended()
        if how is None:
            return
        self.child.signal(signal.SIGKILL)  # what it has left behind would be in the next one's way
        self._pause = min(self._pause * 2, _LONGEST_PAUSE) if now - self._started < _SOON else 1.0
        self._next_start = now + self._pause
        say(f"{self.program.name} ended unasked ({how}); starting it again. Its log: {self.program.log}")
