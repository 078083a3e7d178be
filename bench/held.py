"""How much memory this process and all that it starts hold together, at most, while something is done."""

import threading
from typing import Self

from bench.memory import taken_by

_PAUSE = 0.3  # seconds


class Watched:
    """most: bytes."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.most = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(_PAUSE):
            self.most = max(self.most, taken_by(self._process))
