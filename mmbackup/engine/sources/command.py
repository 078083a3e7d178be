"""The source "command": a program's output, saved as one file."""

from collections.abc import Callable, Mapping
from typing import IO

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.hosts.program import failure, running, said
from mmbackup.engine.sources.settings_faults import faults_of_text_list, unknown_keys

_TAIL = 2000


class CommandSource:
    """Runs the program once, when its source is listed."""

    def __init__(self, settings: Mapping[str, object]) -> None:
        argv = settings["argv"]
        self._argv = [str(word) for word in argv] if isinstance(argv, list | tuple) else []

    @staticmethod
    def faults(settings: Mapping[str, object]) -> list[str]:
        """What is wrong with the settings, in plain words, each with its key before it."""
        found = faults_of_text_list(settings, "argv", needed=True)
        output = settings.get("output")
        if not isinstance(output, str) or not output:
            found.append("output: is missing; it is the file name the output is saved under")
        elif "/" in output or not output.isprintable() or output in {".", ".."} or len(output.encode()) > 200:
            found.append(f"output: {output!r} is not a file name")
        return found + unknown_keys(settings, ("argv", "output"))

    def run(self, spool: IO[bytes], started: Callable[[int], None], alive: Callable[[], None]) -> None:
        """Write the program's output into spool; CommandFailed if it cannot be had whole.

        started is told the process group, 0 when it has ended; alive is called whenever something moves.
        An OSError is the spool's: the server's own disk.
        """
        complaint = b""
        with running(self._argv, started) as process:
            for is_complaint, chunk in said(process):
                alive()
                if is_complaint:
                    complaint = (complaint + chunk)[-_TAIL:]
                else:
                    spool.write(chunk)
            status = process.wait()
        if status:
            raise CommandFailed(failure(self._argv[0], status, complaint))
