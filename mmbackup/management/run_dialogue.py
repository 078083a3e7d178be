"""An attended backup or a restore in a terminal: works in this process, and asks for the media in between.

A part that somebody else begins, from the portal, say, is followed from here.
"""

import select
import sys
from collections.abc import Callable
from typing import TextIO

from django.core.management.base import OutputWrapper
from django.utils import timezone

from mmbackup.engine.errors import BackupError
from mmbackup.engine.events import Progress
from mmbackup.engine.outcomes import Phase
from mmbackup.management.key_file import secret_in
from mmbackup.management.progress_bar import ProgressBar
from mmbackup.management.whoami import whoami
from mmbackup.models import Restore, Run
from mmbackup.services.restore.give_key import keep_key
from mmbackup.services.runs.cancel_run import cancel_run
from mmbackup.services.runs.run_backup import run_backup
from mmbackup.services.waiting.continue_run import NotWaiting, claim_part, tell_continued
from mmbackup.services.waiting.end_waiting import end_unwanted_runs
from mmbackup.services.waiting.next_medium import NextMedium

PAUSE = 1.0  # seconds between two looks
ASK = "Press Enter when it is in, or type c and Enter to cancel. It is also noticed when it comes."
ASK_KEY = "Type the path of a key file and Enter, or c and Enter to cancel."
NO_TERMINAL = "It is noticed when it comes."
GIVE_KEY = "Nobody can be asked here: give the key in the portal."


class RunDialogue:
    def __init__(self, out: OutputWrapper, stopped: Callable[[], bool], keys: TextIO | None = None) -> None:
        self._out = out
        self._stopped = stopped
        self._keys = keys or sys.stdin
        self._bar = ProgressBar()
        self._can_ask = self._keys.isatty()

    def see_through(self, run: Run, *, at_once: bool = False) -> Run:
        """To its end; the run as it is then. at_once: one that waits is tried with what is in the drive."""
        if run.state == Run.State.QUEUED:
            self._work(run)
        elif at_once and run.state == Run.State.WAITING:
            self._go_on(run)
        while run.state != Run.State.ENDED:
            if run.state == Run.State.WAITING:
                self.wait_once(run)
            else:
                self._follow(run)
        return run

    def _work(self, run: Run) -> None:
        """Nothing when another process has it."""
        run_backup(run_id=run.pk, clock=timezone.now, listen=self._bar, cancelled=self._stopped)
        self._bar.finish()
        run.refresh_from_db()

    def wait_once(self, run: Run) -> None:
        """Until the next part was written, here or elsewhere, or the run has ended."""
        self._out.write("")
        if run.refusal:
            self._out.write(run.refusal)
        self._out.write(run.waits_for)
        if self._lacks_key(run):
            self._wait_for_key(run)
            return
        self._out.write(ASK if self._can_ask else NO_TERMINAL)
        self._out.flush()
        assert run.drive is not None  # noqa: S101 - a run that waits has one
        coming = NextMedium(run=run, drive=run.drive)
        while run.state == Run.State.WAITING:
            if self._wants_to_stop():
                cancel_run(run=run, now=timezone.now())
            elif self._enter_pressed or coming.has_come():
                self._go_on(run)
                return
            end_unwanted_runs(now=timezone.now())
            run.refresh_from_db()

    def _lacks_key(self, run: Run) -> bool:
        return Restore.objects.filter(run=run, waits_for_key=True).exists()

    def _wait_for_key(self, run: Run) -> None:
        """It may also be given in the portal."""
        self._out.write(ASK_KEY if self._can_ask else GIVE_KEY)
        self._out.flush()
        while run.state == Run.State.WAITING:
            line = (self._line() or "").strip()
            if self._stopped() or line.lower() in ("c", "cancel"):
                cancel_run(run=run, now=timezone.now())
            elif line and self._keeps_key(run, line):
                self._go_on(run)
                return
            end_unwanted_runs(now=timezone.now())
            run.refresh_from_db()

    def _keeps_key(self, run: Run, path: str) -> bool:
        try:
            keep_key(run=run, secret=secret_in(path))
        except BackupError as error:
            self._out.write(f"{error}.")
            return False
        return True

    def _go_on(self, run: Run) -> None:
        try:
            claimed = claim_part(run_id=run.pk, now=timezone.now())
        except NotWaiting:  # somebody was quicker
            run.refresh_from_db()
            return
        tell_continued(run=claimed, by=whoami(), now=timezone.now())
        self._work(run)

    def _wants_to_stop(self) -> bool:
        """Waits a moment for a key."""
        line = self._line()
        self._enter_pressed = line is not None and not line.strip()
        return self._stopped() or (line or "").strip().lower() in ("c", "cancel")

    def _line(self) -> str | None:
        if not self._can_ask:
            select.select([], [], [], PAUSE)
            return None
        ready, _, _ = select.select([self._keys], [], [], PAUSE)
        if not ready:
            return None
        line = self._keys.readline()
        if not line:  # the terminal was closed: nobody can be asked any more
            self._can_ask = False
            return None
        return line

    def _follow(self, run: Run) -> None:
        """Another process writes this part."""
        select.select([], [], [], PAUSE)
        if self._stopped():
            cancel_run(run=run, now=timezone.now())
        run.refresh_from_db()
        done = (run.files, run.files_total, run.size, run.size_total)
        self._bar(Progress(Phase(run.phase), timezone.now(), *done))
        if run.state in (Run.State.WAITING, Run.State.ENDED):
            self._bar.finish()
