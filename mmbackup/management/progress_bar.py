"""What a run looks like at a shell: a bar on a terminal, one line a phase elsewhere."""

import shutil
import sys
import time
from typing import TextIO

from humanize import naturalsize

from mmbackup.engine.events import (
    ErrorNoted,
    Event,
    MediumFound,
    OldSetRemoved,
    PhaseBegan,
    Planned,
    Progress,
)
from mmbackup.engine.format.names import one_line

WIDTH = 30
INTERVAL = 0.1  # seconds between two drawings


class ProgressBar:
    """A listener. On anything but a terminal nothing is ever drawn over."""

    def __init__(self, out: TextIO = sys.stderr) -> None:
        self._out = out
        self._is_terminal = out.isatty()
        self._drawn_at = 0.0

    def __call__(self, event: Event) -> None:
        match event:
            case Progress():
                self._draw(event)
            case PhaseBegan():
                self._line(f"{event.phase}")
            case MediumFound():
                self._line(
                    f"medium {event.name}, {naturalsize(event.free)} of {naturalsize(event.capacity)} free"
                )
            case Planned():
                self._line(f"{event.files:,} files, {naturalsize(event.size)} to save")
            case ErrorNoted():
                where = " ".join(part for part in (event.server, event.item) if part)
                self._line(f"error: {where}: {event.text}" if where else f"error: {event.text}")
            case OldSetRemoved():
                self._line(f"removed the old set {event.name}")

    def finish(self) -> None:
        self._erase()

    def _draw(self, progress: Progress) -> None:
        now = time.monotonic()
        if not self._is_terminal or now - self._drawn_at < INTERVAL:
            return
        self._drawn_at = now
        share = min(1.0, progress.size / progress.size_total) if progress.size_total else 0.0
        bar = ("#" * round(share * WIDTH)).ljust(WIDTH, ".")
        text = (
            f"{progress.phase:<10} [{bar}] {share:4.0%}  {naturalsize(progress.size)}"
            f"  {progress.files:,} of {progress.files_total:,} files"
        )
        self._erase()
        self._out.write(text[: shutil.get_terminal_size().columns - 1])
        self._out.flush()

    def _line(self, text: str) -> None:
        self._erase()
        self._out.write(f"{one_line(text)}\n")
        self._out.flush()

    def _erase(self) -> None:
        if self._is_terminal:
            self._out.write("\r\x1b[K")
            self._out.flush()
